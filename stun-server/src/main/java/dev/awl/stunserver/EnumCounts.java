package dev.awl.stunserver;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** One counter for each constant of an enum. */
final class EnumCounts<E extends Enum<E>> {

  private final Class<E> keys;
  private final Map<E, LongAdder> adders;

  EnumCounts(Class<E> keys) {
    this.keys = keys;
    this.adders = new EnumMap<>(keys);
    for (E key : keys.getEnumConstants()) {
      adders.put(key, new LongAdder());
    }
  }

  void increment(E key) {
    adders.computeIfAbsent(key, each -> new LongAdder()).increment();
  }

  Map<E, Long> sums() {
    Map<E, Long> sums = new EnumMap<>(keys);
    adders.forEach((key, adder) -> sums.put(key, adder.sum()));
    return sums;
  }
}
