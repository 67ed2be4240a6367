package dev.awl.rendezvous;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** The live counters behind {@link ServerCounts}. */
final class Counters {

  final AtomicInteger connections = new AtomicInteger();
  final AtomicInteger peers = new AtomicInteger();
  final LongAdder registrations = new LongAdder();
  final LongAdder malformed = new LongAdder();
  final LongAdder slow = new LongAdder();
  final LongAdder full = new LongAdder();
  final LongAdder crowded = new LongAdder();

  ServerCounts snapshot() {
    return new ServerCounts(
        connections.get(),
        registrations.sum(),
        malformed.sum(),
        slow.sum(),
        full.sum(),
        crowded.sum());
  }
}
