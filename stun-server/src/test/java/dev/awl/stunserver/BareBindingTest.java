package dev.awl.stunserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.stunserver.Verdict.Reply;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.ChangeRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The short way says what the long way says. */
class BareBindingTest {

  /** Buffers that the garbage collector takes, so that no test need release them. */
  private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

  private final Random random = new Random(11);
  private final Announcement announcement = new Announcement();

  @ParameterizedTest
  @CsvSource({"160, 340", "100, 100", "340, 340", "900, 900"})
  void agrees_with_the_responder_byte_for_byte(int cookiePercent, int classicPercent)
      throws UnknownHostException {
    BindingResponder responder =
        new BindingResponder(announcement, new ReplyLimit(cookiePercent, classicPercent));
    for (Corner corner : Corner.values()) {
      announcement.set(served(4));
      BareBinding bare = new BareBinding(responder, corner);
      for (int round = 0; round < 2_000; round++) {
        if (round % 100 == 0) {
          announcement.set(served(random.nextBoolean() ? 4 : 16)); // as a partner comes and goes
        }
        ByteBuf request = request();
        InetSocketAddress source = address(random.nextBoolean() ? 4 : 16);
        Reply slow = (Reply) responder.respond(request, source, corner);
        ByteBuf fast = Unpooled.buffer().writeZero(random.nextInt(5));
        int start = fast.writerIndex();
        bare.answer(request, source, fast);
        assertThat(ByteBufUtil.hexDump(fast, start, fast.writerIndex() - start))
            .as("%s from %s", ByteBufUtil.hexDump(request), source)
            .isEqualTo(ByteBufUtil.hexDump(slow.encode(HEAP)));
        assertThat(slow.from()).isEqualTo(corner);
        assertThat(slow.to()).isEqualTo(source);
        assertThat(slow.message().id().isClassic()).isEqualTo(BareBinding.isClassic(request));
        assertThat(request.readableBytes()).isEqualTo(20);
      }
    }
  }

  @Test
  void takes_requests_without_attributes_alone() {
    assertThat(BareBinding.isBare(request())).isTrue();
    assertThat(BareBinding.isBare(request().writeInt(0))).isFalse();
    assertThat(BareBinding.isBare(request().setByte(0, 1))).isFalse();
    assertThat(BareBinding.isBare(request().setByte(3, 4))).isFalse();
    assertThat(BareBinding.isBare(Unpooled.EMPTY_BUFFER)).isFalse();
    ByteBuf change = Unpooled.buffer();
    TransactionId id = TransactionId.random(random);
    StunEncoder.encode(
        StunMessage.request(StunMethod.BINDING, id, new ChangeRequest(true, true)), change);
    assertThat(BareBinding.isBare(change)).isFalse();
  }

  private ByteBuf request() {
    TransactionId id =
        random.nextBoolean() ? TransactionId.random(random) : TransactionId.randomClassic(random);
    ByteBuf out = Unpooled.buffer();
    StunEncoder.encode(StunMessage.request(StunMethod.BINDING, id), out);
    return out;
  }

  private ServedAddresses served(int length) throws UnknownHostException {
    InetAddress other = random.nextBoolean() ? null : address(length).getAddress();
    return new ServedAddresses(address(length).getAddress(), other, 3_478, 3_479);
  }

  private InetSocketAddress address(int length) throws UnknownHostException {
    byte[] ip = new byte[length];
    random.nextBytes(ip);
    return new InetSocketAddress(InetAddress.getByAddress(ip), 1 + random.nextInt(65_535));
  }
}
