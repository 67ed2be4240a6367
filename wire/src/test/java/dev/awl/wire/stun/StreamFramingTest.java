package dev.awl.wire.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.wire.stun.attribute.Software;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamFramingTest {

  @ParameterizedTest
  @CsvSource({
    "00010000, 20",
    "00010008, 28",
    "03FFFFFC, 65552",
    "40000000, 4",
    "40000001, 8",
    "40000004, 8",
    "7FFFFFFF, 65540",
  })
  void tells_the_length_from_four_bytes(String start, int length) throws StunFormatException {
    assertThat(StreamFraming.frameLength(Rfc5769Test.bytes(start))).isEqualTo(length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "0001", "000100", "40", "FF"})
  void waits_for_four_bytes(String start) throws StunFormatException {
    assertThat(StreamFraming.frameLength(Rfc5769Test.bytes(start))).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"00010001", "00010002", "04000000", "3FFFFFFF", "80000000"})
  void gives_up_a_stream_that_is_neither(String start) {
    assertThatThrownBy(() -> StreamFraming.frameLength(Rfc5769Test.bytes(start)))
        .isInstanceOf(StunFormatException.class);
  }

  /** As TCP would deliver it: byte by byte. */
  @Test
  void cuts_a_stream_into_the_messages_it_was_made_of() throws StunFormatException {
    Random random = new Random(3);
    ByteBuf stream = Unpooled.buffer();
    List<Integer> lengths = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int start = stream.writerIndex();
      if (random.nextBoolean()) {
        StunEncoder.encode(
            StunMessage.request(
                StunMethod.BINDING,
                TransactionId.random(random),
                new Software("x".repeat(random.nextInt(30)))),
            stream);
      } else {
        int length = random.nextInt(50);
        ChannelData.writeHeader(0x4000 + random.nextInt(0x1000), length, stream);
        stream.writeZero((length + 3) & ~3);
      }
      lengths.add(stream.writerIndex() - start);
    }
    ByteBuf arrived = Unpooled.buffer();
    List<Integer> cut = new ArrayList<>();
    while (stream.isReadable()) {
      arrived.writeByte(stream.readByte());
      int length = StreamFraming.frameLength(arrived);
      if (length > 0 && length <= arrived.readableBytes()) {
        arrived.skipBytes(length);
        cut.add(length);
      }
    }
    assertThat(cut).isEqualTo(lengths);
    assertThat(arrived.isReadable()).isFalse();
  }
}
