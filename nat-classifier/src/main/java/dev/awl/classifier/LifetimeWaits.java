package dev.awl.classifier;

import java.util.List;
import java.util.TreeSet;

/** Which times to leave bindings alone for, in whole seconds. */
final class LifetimeWaits {

  /** Nobody keeps a peer alive more often than that. */
  private static final long SHORTEST = 10;

  private LifetimeWaits() {}

  /** At most {@code count} waits that grow by a factor up to {@code longest}. */
  static List<Integer> growing(long longest, int count) {
    double first = Math.max(1, Math.min(SHORTEST, longest / 8.0));
    TreeSet<Integer> waits = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      waits.add((int) Math.round(first * Math.pow(longest / first, i / (count - 1.0))));
    }
    return List.copyOf(waits);
  }

  /** At most {@code count} waits that lie evenly between two others, both left out. */
  static List<Integer> between(int low, int high, int count) {
    TreeSet<Integer> waits = new TreeSet<>();
    for (int i = 1; i <= count; i++) {
      waits.add(low + Math.round((high - low) * (i / (count + 1f))));
    }
    waits.remove(low);
    waits.remove(high);
    return List.copyOf(waits);
  }
}
