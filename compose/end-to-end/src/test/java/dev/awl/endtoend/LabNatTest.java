package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The lab itself: its NATs are what they are called, says software that nobody here wrote. */
@Lab
class LabNatTest {
  @TempDir Path logs;

  @ParameterizedTest
  @EnumSource
  void stund_and_stun_agree_with_the_name(NatLabel nat) {
    try (Topology lab = Topology.of(nat, NatLabel.OPEN);
        LabProcess stund = OtherServers.stund(lab, logs)) {
      assertThat(StunClient.typeSeenBy(lab.inner().host()))
          .as("%s", stund)
          .isEqualTo(StunClient.typeOf(nat));
    }
  }
}
