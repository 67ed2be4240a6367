package dev.awl.natlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.classifier.BindingLifetime;
import dev.awl.classifier.DetectionCommand.Measured;
import dev.awl.classifier.LifetimeTest;
import dev.awl.wire.nat.PortAllocation;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lifetime of bindings, measured against our STUN server: hours in milliseconds. */
class BindingLifetimeTest {

  private static final Duration LONGEST = Duration.ofMinutes(5);

  @ParameterizedTest
  @ValueSource(ints = {5, 15, 30, 60, 90, 120, 180, 240})
  void finds_the_lifetime_to_within_a_tenth(int seconds) {
    for (NatType nat : List.of(NatType.FC, NatType.PC, NatType.SNR, NatType.FIREWALL)) {
      BindingLifetime found = measure(nat.withBindings(Duration.ofSeconds(seconds), 4096), 0, 1);

      assertThat(found.aliveSeconds()).as("%s", nat).isLessThanOrEqualTo(seconds);
      assertThat(found.goneSeconds()).as("%s", nat).isGreaterThanOrEqualTo(seconds);
      assertThat(found.goneSeconds() - found.aliveSeconds())
          .as("%s: %s", nat, found)
          .isLessThanOrEqualTo(Math.max(2, seconds / 10));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.2})
  void loss_never_shortens_it(double loss) {
    for (int run = 0; run < 50; run++) {
      BindingLifetime found =
          measure(NatType.PC.withBindings(Duration.ofSeconds(60), 4096), loss, run);

      assertThat(found.aliveSeconds()).as("run %d", run).isBetween(50, 60);
      assertThat(found.goneSeconds()).as("run %d", run).isBetween(60, 70);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 3600})
  void one_that_lives_longer_than_anybody_waits_is_at_least_that_long(int seconds) {
    BindingLifetime found =
        measure(
            NatType.RC
                .withAllocation(PortAllocation.SEQUENTIAL, 1)
                .withBindings(Duration.ofSeconds(seconds), 4096),
            0,
            1);

    assertThat(found).isEqualTo(new BindingLifetime(300, null));
  }

  @Test
  void without_response_port_a_mapping_that_changed_tells_the_same() {
    BindingLifetime found = measureWithoutResponsePort(NatType.SNR, false);

    assertThat(found.aliveSeconds()).isBetween(50, 60);
    assertThat(found.goneSeconds()).isBetween(60, 70);
  }

  @Test
  void without_response_port_a_nat_that_preserves_ports_keeps_its_secret() {
    assertThat(measureWithoutResponsePort(NatType.PC, true)).isEqualTo(BindingLifetime.UNKNOWN);
  }

  private static BindingLifetime measureWithoutResponsePort(NatType nat, boolean portPreserving) {
    return new SimulatedDetection(
            nat.withBindings(Duration.ofSeconds(60), 4096),
            LifetimeTest.SOCKETS,
            0.05,
            1,
            SimulatedStunServer.withoutResponsePort())
        .run(
            locals ->
                new LifetimeTest(SimulatedStunServer.A1P1, portPreserving, LONGEST, new Random(1)),
            Measured.class,
            Duration.ofMinutes(15))
        .lifetime();
  }

  private static BindingLifetime measure(NatType nat, double loss, int run) {
    return new SimulatedDetection(nat, LifetimeTest.SOCKETS, loss, run)
        .run(
            locals -> new LifetimeTest(SimulatedStunServer.A1P1, true, LONGEST, new Random(run)),
            Measured.class,
            Duration.ofMinutes(15))
        .lifetime();
  }
}
