package dev.awl.relay.server;

import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunMessage;

/** A response and how it is protected. */
record Answer(StunMessage message, Protection protection) {}
