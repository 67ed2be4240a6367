package dev.awl.stunserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.stunserver.PartnerLink.Outcome;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Two links without sockets: what one writes, the other takes. */
class PartnerLinkTest {

  private static final String SECRET = "a secret of the two";
  private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);
  private static final InetSocketAddress CLIENT = new InetSocketAddress("203.0.113.9", 40_000);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private long run;

  /** One server of a pair. */
  private final class End {
    private final Announcement announcement = new Announcement();
    private final PartnerLink link;

    End(String own, String other, String secret, int secondPort) {
      ServedAddresses alone =
          new ServedAddresses(address(own).getAddress(), null, 3_478, secondPort);
      announcement.set(alone);
      link = new PartnerLink(new Partner(address(other), secret), alone, announcement, ++run);
    }

    ByteBuf hello(long now) {
      return link.hello(now, HEAP);
    }

    Outcome take(ByteBuf datagram, long now) {
      return link.take(datagram, now).outcome();
    }

    ByteBuf askFor(StunMessage reply) {
      return link.askFor(true, CLIENT, encode(reply), HEAP);
    }

    boolean paired() {
      return announcement.get().alternate() != null;
    }
  }

  private final End left = new End("192.0.2.1", "192.0.2.2", SECRET, 3_479);
  private final End right = new End("192.0.2.2", "192.0.2.1", SECRET, 3_479);

  private static void pair(End a, End b, long now) {
    for (int round = 0; round < 2; round++) {
      b.take(a.hello(now), now);
      a.take(b.hello(now), now);
    }
  }

  @Test
  void announce_each_other_after_two_hellos() {
    assertThat(left.paired()).isFalse();
    pair(left, right, 0);
    assertThat(left.announcement.get().alternate()).isEqualTo(address("192.0.2.2").getAddress());
    assertThat(right.announcement.get().alternate()).isEqualTo(address("192.0.2.1").getAddress());
  }

  @Test
  void send_a_reply_for_each_other() {
    pair(left, right, 0);
    StunMessage reply = reply();
    PartnerLink.Taken taken = right.link.take(left.askFor(reply), 0);
    assertThat(taken.outcome()).isEqualTo(Outcome.SEND);
    assertThat(taken.message().address()).isEqualTo(CLIENT);
    assertThat(taken.message().secondPort()).isEqualTo(1);
    assertThat(Unpooled.wrappedBuffer(taken.message().datagram())).isEqualTo(encode(reply));
  }

  @Test
  void send_a_reply_once() {
    pair(left, right, 0);
    ByteBuf asked = left.askFor(reply());
    assertThat(right.take(asked.copy(), 0)).isEqualTo(Outcome.SEND);
    assertThat(right.take(asked.copy(), 0)).isEqualTo(Outcome.REFUSED);
  }

  @Test
  void send_nothing_that_was_meant_for_an_earlier_run() {
    pair(left, right, 0);
    ByteBuf asked = left.askFor(reply());
    End restarted = new End("192.0.2.2", "192.0.2.1", SECRET, 3_479);
    assertThat(restarted.take(asked.copy(), 0)).isEqualTo(Outcome.REFUSED);
    pair(left, restarted, 0);
    assertThat(restarted.take(asked.copy(), 0)).isEqualTo(Outcome.REFUSED);
    assertThat(restarted.take(left.askFor(reply()), 0)).isEqualTo(Outcome.SEND);
  }

  @Test
  void do_not_go_back_to_an_earlier_run_of_the_other() {
    pair(left, right, 0);
    ByteBuf oldHello = left.hello(0);
    ByteBuf oldAsked = left.askFor(reply());
    End restarted = new End("192.0.2.1", "192.0.2.2", SECRET, 3_479);
    pair(restarted, right, 0);
    right.take(oldHello, 0);
    assertThat(right.take(oldAsked, 0)).isEqualTo(Outcome.REFUSED);
    assertThat(right.take(restarted.askFor(reply()), 0)).isEqualTo(Outcome.SEND);
  }

  @Test
  void refuse_every_changed_bit() {
    pair(left, right, 0);
    ByteBuf asked = left.askFor(reply());
    for (int bit = 0; bit < asked.readableBytes() * 8; bit++) {
      ByteBuf forged = asked.copy();
      forged.setByte(bit / 8, forged.getByte(bit / 8) ^ 1 << bit % 8);
      assertThat(right.take(forged, 0)).as("bit %d", bit).isEqualTo(Outcome.REFUSED);
    }
    for (int length = 0; length < asked.readableBytes(); length++) {
      assertThat(right.take(asked.copy(0, length), 0)).isEqualTo(Outcome.REFUSED);
    }
    assertThat(right.take(asked, 0)).isEqualTo(Outcome.SEND);
  }

  @Test
  void refuse_a_stranger_with_another_secret() {
    End stranger = new End("192.0.2.1", "192.0.2.2", "another secret, really", 3_479);
    pair(stranger, right, 0);
    assertThat(right.paired()).isFalse();
    assertThat(stranger.paired()).isFalse();
  }

  @Test
  void send_nothing_but_binding_responses_to_unicast_addresses() {
    pair(left, right, 0);
    StunMessage request = StunMessage.request(StunMethod.BINDING, id());
    assertThat(right.take(left.askFor(request), 0)).isEqualTo(Outcome.REFUSED);
    ByteBuf text = Unpooled.wrappedBuffer(new byte[100]);
    assertThat(right.take(left.link.askFor(false, CLIENT, text, HEAP), 0))
        .isEqualTo(Outcome.REFUSED);
    for (String nobody : new String[] {"224.0.0.1", "0.0.0.0", "2001:db8::1"}) {
      ByteBuf asked =
          left.link.askFor(false, new InetSocketAddress(nobody, 9), encode(reply()), HEAP);
      assertThat(right.take(asked, 0)).as(nobody).isEqualTo(Outcome.REFUSED);
    }
  }

  @Test
  void announce_one_address_while_the_other_is_silent() {
    pair(left, right, 0);
    left.hello(4 * SECOND);
    assertThat(left.paired()).isTrue();
    left.hello(6 * SECOND);
    assertThat(left.paired()).isFalse();
    assertThat(left.askFor(reply())).isNull();
    pair(left, right, 7 * SECOND);
    assertThat(left.paired()).isTrue();
  }

  @Test
  void do_not_pair_with_other_ports_or_their_own_address() {
    End otherPorts = new End("192.0.2.1", "192.0.2.2", SECRET, 5_000);
    pair(otherPorts, right, 0);
    assertThat(right.paired()).isFalse();
    End mirror = new End("192.0.2.2", "192.0.2.2", SECRET, 3_479);
    pair(mirror, right, 0);
    assertThat(right.paired()).isFalse();
  }

  @Test
  void leave_to_others_what_does_not_come_from_the_partner() {
    ByteBuf hello = left.hello(0);
    assertThat(right.link.claims(hello, address("192.0.2.1"))).isTrue();
    assertThat(right.link.claims(hello, CLIENT)).isFalse();
    ByteBuf stun = encode(StunMessage.request(StunMethod.BINDING, id()));
    assertThat(right.link.claims(stun, address("192.0.2.1"))).isFalse();
    assertThat(right.link.claims(Unpooled.EMPTY_BUFFER, address("192.0.2.1"))).isFalse();
  }

  @Test
  void need_a_secret_worth_the_name() {
    assertThatThrownBy(() -> new Partner(CLIENT, "short")).hasMessageContaining("16 characters");
    assertThat(new Partner(CLIENT, SECRET).toString()).doesNotContain(SECRET);
  }

  private static StunMessage reply() {
    StunAttribute mapped = new XorMappedAddress(CLIENT);
    return StunMessage.success(StunMessage.request(StunMethod.BINDING, id()), mapped);
  }

  private static TransactionId id() {
    return TransactionId.random(new Random(1));
  }

  private static ByteBuf encode(StunMessage message) {
    ByteBuf out = Unpooled.buffer();
    StunEncoder.encode(message, out);
    return out;
  }

  private static InetSocketAddress address(String ip) {
    return new InetSocketAddress(ip, 3_478);
  }
}
