package dev.awl.rendezvous;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** What all connections of one server share. */
record Node(
    String name,
    RendezvousSettings settings,
    RelayGrants grants,
    Directory directory,
    Bus bus,
    AnswerRoutes routes,
    Mailboxes mailboxes,
    Counters counters,
    Admission admission,
    AtomicLong lastConnection,
    SecureRandom random) {}
