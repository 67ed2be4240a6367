package dev.awl.peer.punch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.exchange.PunchKey;
import dev.awl.wire.stun.StunDecoder;
import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.Username;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProbeCodecTest {

  private static final InetSocketAddress SOURCE = new InetSocketAddress("203.0.113.11", 40_000);

  private final byte[] key = bytes(7);
  private final ProbeCodec ours = new ProbeCodec(new PunchKey(key, "me", "you"));
  private final ProbeCodec theirs = new ProbeCodec(new PunchKey(key, "you", "me"));
  private final TransactionId id = TransactionId.random(new Random(1));

  @Test
  void makes_probes_of_the_size_of_our_packets() throws StunFormatException {
    ByteBuf probe = probe(ours);

    assertThat(probe.readableBytes()).isBetween(1348, ProbeCodec.PROBE_SIZE);
    StunMessage decoded = StunDecoder.decode(probe);
    assertThat(decoded.find(Username.class)).isEqualTo(new Username(theirs.peerUsername()));
    assertThat(theirs.isAuthentic(probe)).isTrue();
  }

  @Test
  void answers_with_the_address_the_probe_came_from() throws StunFormatException {
    ByteBuf answer = Unpooled.buffer();
    theirs.writeAnswer(StunDecoder.decode(probe(ours)), SOURCE, answer);

    StunMessage decoded = StunDecoder.decode(answer);
    assertThat(ProbeCodec.isAnswer(decoded)).isTrue();
    assertThat(decoded.find(XorMappedAddress.class)).isEqualTo(new XorMappedAddress(SOURCE));
    assertThat(ours.isAuthentic(answer)).isTrue();
  }

  @Test
  void takes_nothing_made_with_another_key() {
    ProbeCodec stranger = new ProbeCodec(new PunchKey(bytes(8), "me", "you"));
    assertThat(theirs.isAuthentic(probe(stranger))).isFalse();
  }

  @Test
  void notices_every_changed_byte() {
    ByteBuf probe = probe(ours);
    for (int at = 0; at < probe.writerIndex(); at += 13) {
      ByteBuf forged = probe.copy();
      forged.setByte(at, forged.getByte(at) ^ 1);
      assertThat(theirs.isAuthentic(forged)).as("byte %d", at).isFalse();
    }
  }

  private ByteBuf probe(ProbeCodec codec) {
    ByteBuf out = Unpooled.buffer();
    codec.writeProbe(id, out);
    return out;
  }

  private static byte[] bytes(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
