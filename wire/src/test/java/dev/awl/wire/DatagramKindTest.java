package dev.awl.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figure of RFC 9443 section 3, every first byte of it. */
class DatagramKindTest {

  @ParameterizedTest
  @CsvSource({
    "0, 3, STUN, STUN",
    "4, 15, UNKNOWN, UNKNOWN",
    "16, 19, UNKNOWN, UNKNOWN", // ZRTP
    "20, 63, UNKNOWN, UNKNOWN", // DTLS
    "64, 79, QUIC, CHANNEL_DATA",
    "80, 127, QUIC, QUIC",
    "128, 191, UNKNOWN, UNKNOWN", // RTP and RTCP
    "192, 255, QUIC, QUIC",
  })
  void is_told_by_the_first_byte(
      int from, int to, DatagramKind fromAnybody, DatagramKind fromTurnServer) {
    for (int first = from; first <= to; first++) {
      ByteBuf datagram = Unpooled.buffer().writeByte(99).writeByte(first);
      datagram.skipBytes(1);
      assertThat(DatagramKind.of(datagram, false)).as("%d", first).isEqualTo(fromAnybody);
      assertThat(DatagramKind.of(datagram, true)).as("%d", first).isEqualTo(fromTurnServer);
      assertThat(datagram.readerIndex()).isEqualTo(1);
    }
  }

  @Test
  void is_unknown_for_an_empty_datagram() {
    assertThat(DatagramKind.of(Unpooled.EMPTY_BUFFER, true)).isEqualTo(DatagramKind.UNKNOWN);
  }
}
