package dev.awl.peer.service;

/** How fast the two sides of a splice are read. */
record Paces(Pace tcp, Pace stream) {}
