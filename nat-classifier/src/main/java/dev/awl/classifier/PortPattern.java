package dev.awl.classifier;

import dev.awl.wire.nat.PortAllocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a NAT picks ports, concluded from some it picked.
 *
 * @param delta the step of a sequential one, else 0
 */
record PortPattern(PortAllocation allocation, int delta) {

  static final PortPattern UNKNOWN = new PortPattern(PortAllocation.UNKNOWN, 0);

  /** A step wider than this is no step: ten random ports come that close by chance only. */
  private static final int WIDEST_STEP = 64;

  /** A new mapping: the internal port and the external one. */
  record Sample(int internal, int external) {}

  /** The pattern of fresh mappings, oldest first. */
  static PortPattern of(List<Sample> samples) {
    long preserved = samples.stream().filter(each -> each.internal == each.external).count();
    // Another host may hold some of the ports, so not every one is preserved by a NAT that tries.
    if (preserved >= 1 && preserved * 2 >= samples.size()) {
      return new PortPattern(PortAllocation.PRESERVING, 0);
    }
    return ofPorts(samples.stream().map(Sample::external).toList());
  }

  /** The pattern of external ports alone, oldest first. */
  static PortPattern ofPorts(List<Integer> ports) {
    if (ports.size() < 3) {
      return UNKNOWN;
    }
    List<Integer> steps = new ArrayList<>();
    for (int i = 1; i < ports.size(); i++) {
      steps.add(ports.get(i) - ports.get(i - 1));
    }
    int common = mostCommon(steps);
    long same = steps.stream().filter(step -> step == common).count();
    if (same * 2 >= steps.size() && isStep(common) && (same > 1 || steps.size() == 1)) {
      return new PortPattern(PortAllocation.SEQUENTIAL, common);
    }
    // Others behind the same NAT take ports in between: the steps differ but go one way.
    if (steps.stream().allMatch(step -> step > 0 && isStep(step))
        || steps.stream().allMatch(step -> step < 0 && isStep(step))) {
      int smallest = steps.stream().mapToInt(Math::abs).min().orElseThrow();
      return new PortPattern(PortAllocation.SEQUENTIAL, smallest * Integer.signum(steps.get(0)));
    }
    return new PortPattern(PortAllocation.RANDOM, 0);
  }

  private static boolean isStep(int step) {
    return step != 0 && Math.abs(step) <= WIDEST_STEP;
  }

  private static int mostCommon(List<Integer> steps) {
    Map<Integer, Integer> counts = new HashMap<>();
    int best = steps.get(0);
    for (int step : steps) {
      int count = counts.merge(step, 1, Integer::sum);
      if (count > counts.getOrDefault(best, 0)) {
        best = step;
      }
    }
    return best;
  }
}
