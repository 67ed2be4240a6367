package dev.awl.natlab;

import dev.awl.wire.nat.PortAllocation;
import java.util.Random;
import java.util.function.IntPredicate;

/** Picks the external port of a new mapping (RFC 4787 section 4.2). */
final class PortPicker {

  /** RFC 4787 REQ-3 and RFC 6056: stay out of the well-known ports. */
  static final int FIRST = 1024;

  static final int LAST = 65_535;
  private static final int COUNT = LAST - FIRST + 1;

  private final PortAllocation allocation;
  private final int delta;
  private final Random random;
  private int last;

  PortPicker(PortAllocation allocation, int delta, long seed) {
    this.allocation = allocation;
    this.delta = delta;
    this.random = new Random(seed);
    // Away from both ends, so that a prediction made from a few samples does not wrap.
    this.last = 20_000 + random.nextInt(20_000);
  }

  /**
   * The next port for a mapping of {@code internalPort}, or -1 when no port is free.
   *
   * @param free whether a port may be taken
   */
  int pick(int internalPort, IntPredicate free) {
    return switch (allocation) {
      case PRESERVING -> scan(Math.max(internalPort, FIRST), 1, free);
      case SEQUENTIAL -> {
        last = scan(wrap(last + delta), delta, free);
        yield last;
      }
      case RANDOM, UNKNOWN -> scan(FIRST + random.nextInt(COUNT), 1, free);
    };
  }

  private static int scan(int from, int step, IntPredicate free) {
    int port = from;
    for (int i = 0; i < COUNT; i++) {
      if (free.test(port)) {
        return port;
      }
      port = wrap(port + step);
    }
    return -1;
  }

  private static int wrap(int port) {
    return FIRST + Math.floorMod(port - FIRST, COUNT);
  }
}
