package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody in the middle sees: QUIC, and nothing of what it carries. */
@Lab
class WireTest {
  private static final int SIZE = 3_000_000;
  private static final int SMALLEST_INITIAL = 1200 - 1; // RFC 9000 section 14.1
  private static final int MOST_TURN_OVERHEAD = 64;

  @TempDir Path homes;

  @Test
  void direct_path_carries_quic_and_no_plaintext() {
    Path file = TestFile.write(homes.resolve("file"), SIZE);
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        LabProcess files = FileServer.start(lab.inner().host(), file);
        Capture capture = Capture.start(lab.core(), "inner0", homes.resolve("wire.pcap"));
        Session session = Session.open(lab, homes)) {
      Download.fetch(
          lab.access().host(), Session.MAPPED, homes.resolve("first"), Duration.ofSeconds(30));
      session.awaitPath("direct");
      session.share().awaitPath("direct"); // each side chooses for what it sends
      Download download =
          Download.fetch(
              lab.access().host(), Session.MAPPED, homes.resolve("second"), Duration.ofSeconds(30));
      assertThat(download.sha256()).as("%s", files).isEqualTo(TestFile.sha256(file));

      List<Capture.Packet> packets = capture.packets();
      List<Capture.Packet> direct =
          packets.stream()
              .filter(p -> p.between(lab.inner().publicAddress(), lab.access().publicAddress()))
              .toList();
      long bytes =
          direct.stream()
              .filter(WireTest::quicShortHeader)
              .mapToLong(p -> p.payload().length)
              .sum();
      assertThat(bytes).as("QUIC bytes between the two NATs").isGreaterThan(SIZE);
      assertThat(direct)
          .as("QUIC, or the probes (STUN) beside it")
          .allMatch(p -> quic(p) || stun(p));
      assertThat(packets).as("the handshake, QUIC version 1").anyMatch(WireTest::quicInitial);
      assertThat(capture.contains(TestFile.MARKER)).as("plaintext on the wire").isFalse();
    }
  }

  /** The same look at plain packets finds the text: the test above can fail. */
  @Test
  void capture_would_show_plaintext() {
    try (Topology lab = Topology.of(NatLabel.OPEN, NatLabel.OPEN);
        LabProcess listener =
            LabProcess.start(
                lab.access().host(),
                homes.resolve("udp.log"),
                "turnutils_peer",
                "-L",
                lab.access().publicAddress());
        Capture capture = Capture.start(lab.core(), "inner0", homes.resolve("wire.pcap"))) {
      Ports.awaitUdp(lab.access().host(), 3480, Duration.ofSeconds(5));
      String send =
          "echo '" + TestFile.MARKER + "' >/dev/udp/" + lab.access().publicAddress() + "/3480";
      lab.inner().host().run(Duration.ofSeconds(5), "bash", "-c", send);
      List<Capture.Packet> packets = capture.packets();
      assertThat(packets).as("%s", listener).isNotEmpty();
      assertThat(new String(packets.get(0).payload(), StandardCharsets.US_ASCII))
          .contains(TestFile.MARKER);
      assertThat(capture.contains(TestFile.MARKER)).isTrue();
    }
  }

  /** RFC 9000 section 17.3.1: the form bit clear, the fixed bit set. */
  private static boolean quicShortHeader(Capture.Packet packet) {
    return (packet.firstByte() & 0xc0) == 0x40;
  }

  private static boolean quic(Capture.Packet packet) {
    return (packet.firstByte() & 0x40) != 0;
  }

  /** RFC 9443: 0 to 3, and the magic cookie. */
  private static boolean stun(Capture.Packet packet) {
    byte[] bytes = packet.payload();
    return bytes.length >= 20 && bytes[0] <= 3 && (bytes[4] & 0xff) == 0x21 && bytes[5] == 0x12;
  }

  /**
   * RFC 9000 section 17.2.2: an Initial packet of version 1, bare or inside what TURN puts around
   * it (4 bytes of ChannelData, or the header and the address of an indication).
   */
  private static boolean quicInitial(Capture.Packet packet) {
    byte[] bytes = packet.payload();
    for (int at = 0; at < MOST_TURN_OVERHEAD && bytes.length > at + SMALLEST_INITIAL; at++) {
      if ((bytes[at] & 0xf0) == 0xc0
          && bytes[at + 1] == 0
          && bytes[at + 2] == 0
          && bytes[at + 3] == 0
          && bytes[at + 4] == 1) {
        return true;
      }
    }
    return false;
  }
}
