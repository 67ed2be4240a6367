package dev.awl.wire.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelDataTest {

  @Test
  void reads_channel_and_data_and_leaves_the_index() throws StunFormatException {
    ByteBuf in = Rfc5769Test.bytes("4001 0003 616263");
    ChannelData decoded = ChannelData.decode(in);
    assertThat(decoded.channel()).isEqualTo(0x4001);
    assertThat(ByteBufUtil.getBytes(decoded.data())).asString().isEqualTo("abc");
    assertThat(in.readerIndex()).isZero();
  }

  @Test
  void takes_bytes_behind_the_data_for_padding() throws StunFormatException {
    assertThat(ChannelData.decode(Rfc5769Test.bytes("4001 0001 61 000000")).data().readableBytes())
        .isEqualTo(1);
  }

  @Test
  void may_be_empty() throws StunFormatException {
    assertThat(ChannelData.decode(Rfc5769Test.bytes("4FFF 0000")).data().isReadable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "40", "400000", "4000 0001", "4000 0005 61626364", "4000 FFFF 00"})
  void refuses_what_is_cut_off(String hex) {
    assertThatThrownBy(() -> ChannelData.decode(Rfc5769Test.bytes(hex)))
        .isInstanceOf(StunFormatException.class);
  }

  @Test
  void writes_a_header_that_it_reads() throws StunFormatException {
    ByteBuf out = Unpooled.buffer();
    ChannelData.writeHeader(0x4ABC, 2, out);
    assertThat(out.readableBytes()).isEqualTo(ChannelData.HEADER_LENGTH);
    out.writeShort(0x1234);
    ChannelData decoded = ChannelData.decode(out);
    assertThat(decoded.channel()).isEqualTo(0x4ABC);
    assertThat(decoded.data().readShort()).isEqualTo((short) 0x1234);
  }
}
