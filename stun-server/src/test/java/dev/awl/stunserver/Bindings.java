package dev.awl.stunserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.stunserver.Verdict.Reply;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.StunAttribute;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Random;

/** Binding requests of both dialects, the responders they are put to, and what comes back. */
final class Bindings {
  static final int P1 = 3478;
  static final int P2 = 3479;
  static final InetAddress A1 = address("192.0.2.1");
  static final InetAddress A2 = address("192.0.2.2");
  static final InetSocketAddress CLIENT = new InetSocketAddress("203.0.113.9", 40_000);
  static final InetSocketAddress CLIENT6 = new InetSocketAddress("2001:db8::9", 40_000);

  /** Two addresses, two ports. */
  static final BindingResponder SQUARE =
      new BindingResponder(new ServedAddresses(A1, A2, P1, P2), ReplyLimit.DEFAULT);

  /** One address, two ports. */
  static final BindingResponder SINGLE =
      new BindingResponder(new ServedAddresses(A1, null, P1, P2), ReplyLimit.DEFAULT);

  /** Buffers that the garbage collector takes, so that no test need release them. */
  static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

  private static final Random RANDOM = new Random(1);

  private Bindings() {}

  /** A request of RFC 5389 and later, with the magic cookie. */
  static StunMessage cookie(StunAttribute... attributes) {
    return StunMessage.request(StunMethod.BINDING, id(), attributes);
  }

  /** A request of RFC 3489. */
  static StunMessage classic(StunAttribute... attributes) {
    return StunMessage.request(StunMethod.BINDING, TransactionId.randomClassic(RANDOM), attributes);
  }

  static TransactionId id() {
    return TransactionId.random(RANDOM);
  }

  /** The reply to a request of {@link #CLIENT}; fails unless there is one. */
  static Reply reply(BindingResponder responder, Corner asked, StunMessage request) {
    Verdict verdict = responder.respond(encode(request), CLIENT, asked);
    assertThat(verdict).isInstanceOf(Reply.class);
    return (Reply) verdict;
  }

  static ByteBuf encode(StunMessage message) {
    return encode(message, Protection.NONE);
  }

  static ByteBuf encode(StunMessage message, Protection protection) {
    ByteBuf out = Unpooled.buffer();
    StunEncoder.encode(message, out, protection);
    return out;
  }

  static int lengthOf(Reply reply) {
    return reply.encode(HEAP).readableBytes();
  }

  static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
