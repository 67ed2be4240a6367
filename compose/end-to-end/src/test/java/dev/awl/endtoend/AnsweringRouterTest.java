package dev.awl.endtoend;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/**
 * Routers that answer unsolicited packets instead of dropping them: the side that opens first must
 * not let its packet get as far as the other NAT.
 */
@Lab
class AnsweringRouterTest {

  @TempDir Path homes;

  @RepeatedTest(3)
  void port_restricted_peers_meet_directly_behind_routers_that_answer() {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC)) {
      lab.routersAnswer();
      try (Session session = Session.open(lab, homes)) {
        session.awaitPath("direct");
      }
    }
  }
}
