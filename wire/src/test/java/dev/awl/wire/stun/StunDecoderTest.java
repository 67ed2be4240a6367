package dev.awl.wire.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.wire.stun.attribute.Data;
import dev.awl.wire.stun.attribute.ErrorCode;
import dev.awl.wire.stun.attribute.MappedAddress;
import dev.awl.wire.stun.attribute.Nonce;
import dev.awl.wire.stun.attribute.Software;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.UnknownAttribute;
import dev.awl.wire.stun.attribute.UnknownAttributes;
import dev.awl.wire.stun.attribute.Username;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import dev.awl.wire.stun.attribute.XorPeerAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StunDecoderTest {

  private static final String HEADER = "2112a442 000102030405060708090a0b";

  @ParameterizedTest
  @CsvSource({
    "MAPPED-ADDRESS too short,          0001 0004 00010000",
    "MAPPED-ADDRESS of no family,       0001 0008 0003000001020304",
    "MAPPED-ADDRESS IPv6 in four bytes, 0001 0008 0002000001020304",
    "MAPPED-ADDRESS IPv4 too long,      0001 000c 000100000102030405060708",
    "CHANGE-REQUEST of two bytes,       0003 0002 00020000",
    "ERROR-CODE empty,                  0009 0000",
    "ERROR-CODE 200,                    0009 0004 00000200",
    "ERROR-CODE 699 + 1,                0009 0004 00000664",
    "CHANNEL-NUMBER of eight bytes,     000c 0008 4000000000000000",
    "LIFETIME empty,                    000d 0000",
    "EVEN-PORT of four bytes,           0018 0004 80000000",
    "DONT-FRAGMENT with a value,        001a 0004 00000000",
    "USERHASH short,                    001e 0004 00000000",
    "PASSWORD-ALGORITHM cut off,        001d 0002 00010000",
    "PASSWORD-ALGORITHMS parameters cut,8002 0004 00020004",
    "RESERVATION-TOKEN short,           0022 0004 00000000",
    "RESPONSE-PORT of one byte,         0027 0001 01000000",
    "REQUESTED-ADDRESS-FAMILY unknown,  0017 0004 03000000",
    "ICMP short,                        8004 0004 00000000",
    "attribute header cut off,          0006",
    "attribute longer than message,     0006 0008 61626364",
    "padding cut off,                   0006 0003 616263",
  })
  void refuses_broken_attributes(String what, String attribute) {
    assertThatThrownBy(() -> StunDecoder.decode(message(attribute)))
        .as(what)
        .isInstanceOf(StunFormatException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "0001 0000 2112a442 0001020304050607 08090a", // one byte short
        "0001 0004 2112a442 000102030405060708090a0b", // length beyond the end
        "0001 0000 2112a442 000102030405060708090a0b 00000000", // bytes behind the end
        "0001 0002 2112a442 000102030405060708090a0b 0000", // length not a multiple of 4
        "4001 0000 2112a442 000102030405060708090a0b", // the first two bits
        "8001 0000 2112a442 000102030405060708090a0b",
        "3fff 0000 2112a442 000102030405060708090a0b", // no such method
      })
  void refuses_what_is_not_one_whole_message(String hex) {
    assertThatThrownBy(() -> StunDecoder.decode(Rfc5769Test.bytes(hex)))
        .isInstanceOf(StunFormatException.class);
  }

  @Test
  void costs_no_stack_trace() {
    assertThatThrownBy(() -> StunDecoder.decode(Unpooled.EMPTY_BUFFER))
        .satisfies(thrown -> assertThat(thrown.getStackTrace()).isEmpty());
  }

  @Test
  void leaves_the_indices_where_they_were() throws StunFormatException {
    ByteBuf in = Unpooled.buffer().writeLong(0).writeBytes(message("0001 0008 0001000001020304"));
    in.skipBytes(8);
    StunMessage message = StunDecoder.decode(in);
    assertThat(in.readerIndex()).isEqualTo(8);
    assertThat(message.find(MappedAddress.class))
        .isEqualTo(new MappedAddress(new InetSocketAddress("1.2.3.4", 0)));
  }

  @Test
  void ignores_the_value_of_padding() throws StunFormatException {
    assertThat(StunDecoder.decode(message("8022 0003 616263ff")).attributes())
        .containsExactly(new Software("abc"));
  }

  @Test
  void cuts_off_zero_bytes_that_classic_senders_count_as_text() throws StunFormatException {
    assertThat(StunDecoder.decode(message("8022 0004 61620000")).attributes())
        .containsExactly(new Software("ab"));
  }

  @Test
  void keeps_what_it_does_not_know_and_tells_which_must_be_understood() throws StunFormatException {
    StunMessage message = StunDecoder.decode(message("7fff 0001 ab000000 8fff 0000 7fff 0000"));
    assertThat(message.attributes()).hasSize(3);
    UnknownAttribute first = message.find(UnknownAttribute.class);
    assertThat(first.type()).isEqualTo(0x7FFF);
    assertThat(first.value()).containsExactly(0xab);
    assertThat(message.unknownComprehensionRequired()).containsExactly(0x7FFF);
  }

  @Test
  void ignores_what_stands_behind_the_integrity() throws StunFormatException {
    String integrity = "0008 0014" + "00".repeat(20);
    StunMessage message =
        StunDecoder.decode(message("0006 0004 61626364" + integrity + "7fff 0000"));
    assertThat(message.attributes()).containsExactly(new Username("abcd"));
  }

  @Test
  void finds_every_peer_address_in_order() throws StunFormatException {
    List<StunAttribute> peers =
        List.of(
            new XorPeerAddress(new InetSocketAddress("192.0.2.1", 1)),
            new XorPeerAddress(new InetSocketAddress("2001:db8::1", 2)),
            new XorPeerAddress(new InetSocketAddress("192.0.2.1", 1)));
    ByteBuf out = Unpooled.buffer();
    TransactionId id = TransactionId.random(new Random(1));
    StunEncoder.encode(
        new StunMessage(StunMethod.CREATE_PERMISSION, StunClass.REQUEST, id, peers), out);
    assertThat(StunDecoder.decode(out).all(XorPeerAddress.class)).isEqualTo(peers);
  }

  /** The masked bytes ::ffff:a.b.c.d must not be taken for IPv4 before they are unmasked. */
  @Test
  void unmasks_ipv6_bytes_that_look_like_mapped_ipv4() throws StunFormatException {
    ByteBuf in = message("0020 0014 0002 0000 00000000000000000000ffff01020304");
    InetSocketAddress unmasked = new InetSocketAddress("2112:a442:1:203:405:f9f8:90b:90f", 0x2112);
    assertThat(StunDecoder.decode(in).attributes()).containsExactly(new XorMappedAddress(unmasked));
  }

  @Test
  void gives_data_as_a_slice_of_the_datagram() throws StunFormatException {
    ByteBuf in = message("0013 0004 01020304");
    Data data = StunDecoder.decode(in).find(Data.class);
    in.setByte(in.writerIndex() - 1, 9);
    assertThat(data.payload().getByte(3)).as("not a copy").isEqualTo((byte) 9);
  }

  @Test
  void bounds_the_number_of_attributes() throws StunFormatException {
    assertThat(StunDecoder.decode(message("8fff 0000 ".repeat(64))).attributes()).hasSize(64);
    assertThatThrownBy(() -> StunDecoder.decode(message("8fff 0000 ".repeat(65))))
        .isInstanceOf(StunFormatException.class);
  }

  /** Whoever echoes a NONCE must be able to write what was read. */
  @Test
  void never_reads_text_that_cannot_be_written_again() throws StunFormatException {
    Nonce longest = StunDecoder.decode(text(0x0015, "61".repeat(763))).find(Nonce.class);
    assertThat(longest.text()).hasSize(763);
    assertThatThrownBy(() -> StunDecoder.decode(text(0x0015, "61".repeat(764))))
        .isInstanceOf(StunFormatException.class);
    assertThatThrownBy(() -> StunDecoder.decode(text(0x0015, "ff".repeat(300))))
        .as("broken UTF-8 becomes three bytes for each one")
        .isInstanceOf(StunFormatException.class);
  }

  @Test
  void reads_error_codes() throws StunFormatException {
    StunMessage message = StunDecoder.decode(message("0009 0008 00000414 6f6f7073"));
    assertThat(message.errorCode()).isEqualTo(420);
    assertThat(message.find(ErrorCode.class)).isEqualTo(new ErrorCode(420, "oops"));
    assertThat(StunDecoder.decode(message("")).errorCode()).isZero();
  }

  @Test
  void reads_unknown_attributes_with_the_repetition_of_rfc_3489() throws StunFormatException {
    assertThat(StunDecoder.decode(message("000a 0004 00030003")).attributes())
        .containsExactly(new UnknownAttributes(List.of(3, 3)));
  }

  @Test
  void reads_a_classic_message_with_its_long_transaction_id() throws StunFormatException {
    StunMessage message =
        StunDecoder.decode(
            Rfc5769Test.bytes("0001 0008 112233445566778899aabbccddeeff00 0003 0004 00000006"));
    assertThat(message.id().isClassic()).isTrue();
    assertThat(message.id())
        .isEqualTo(new TransactionId(0x11223344, 0x55667788, 0x99aabbccddeeff00L));
  }

  private static ByteBuf text(int type, String hex) {
    int length = hex.length() / 2;
    return message(String.format("%04x%04x", type, length) + hex + "00".repeat(-length & 3));
  }

  /** A Binding request with these attributes and a right length, as far as there can be one. */
  private static ByteBuf message(String attributes) {
    String plain = attributes.replace(" ", "");
    return Rfc5769Test.bytes(String.format("0001%04x", plain.length() / 2) + HEADER + plain);
  }
}
