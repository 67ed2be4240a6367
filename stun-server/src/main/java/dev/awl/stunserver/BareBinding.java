package dev.awl.stunserver;

import dev.awl.stunserver.Verdict.Reply;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Answers the request that nearly everybody sends, a header without attributes, from bytes to bytes
 * without a message in between.
 *
 * <p>The replies to such requests differ in transaction ID and mapped address alone. So each is a
 * copy of what {@link BindingResponder} said to a sample, with these two written over; what a reply
 * contains is decided there alone. For one corner and one thread.
 */
final class BareBinding {

  private static final int HEADER = 20;
  private static final int REQUEST_WITHOUT_ATTRIBUTES = 0x0001_0000;
  private static final int COOKIE_AT = 4;
  private static final int TRANSACTION_LENGTH = 16;
  private static final int MAPPED_ADDRESS = 0x0001;
  private static final int XOR_MAPPED_ADDRESS = 0x0020;
  private static final int IPV4_LENGTH = 4;
  private static final int SAMPLE_PORT = 9;

  private final BindingResponder responder;
  private final Corner corner;
  private @Nullable Templates templates;

  BareBinding(BindingResponder responder, Corner corner) {
    this.responder = responder;
    this.corner = corner;
  }

  /** The replies to samples, while these addresses are served. */
  private record Templates(
      ServedAddresses served, byte[] cookie4, byte[] cookie6, byte[] classic4, byte[] classic6) {

    byte[] of(boolean classic, boolean ipv4) {
      if (classic) {
        return ipv4 ? classic4 : classic6;
      }
      return ipv4 ? cookie4 : cookie6;
    }
  }

  static boolean isBare(ByteBuf datagram) {
    return datagram.readableBytes() == HEADER
        && datagram.getInt(datagram.readerIndex()) == REQUEST_WITHOUT_ATTRIBUTES;
  }

  /** Whether the client of a bare request speaks RFC 3489. */
  static boolean isClassic(ByteBuf bare) {
    return bare.getInt(bare.readerIndex() + COOKIE_AT) != TransactionId.MAGIC_COOKIE;
  }

  /** Appends the reply to a bare request, which leaves from the corner that was asked. */
  void answer(ByteBuf bare, InetSocketAddress source, ByteBuf out) {
    byte[] ip = source.getAddress().getAddress();
    byte[] template = templates().of(isClassic(bare), ip.length == IPV4_LENGTH);
    int start = out.writerIndex();
    out.writeBytes(template);
    int transaction = start + COOKIE_AT;
    out.setBytes(transaction, bare, bare.readerIndex() + COOKIE_AT, TRANSACTION_LENGTH);
    int at = HEADER;
    while (at < template.length) {
      int type = out.getUnsignedShort(start + at);
      int length = out.getUnsignedShort(start + at + 2);
      if (type == MAPPED_ADDRESS) {
        out.setShort(start + at + 6, source.getPort());
        out.setBytes(start + at + 8, ip);
      } else if (type == XOR_MAPPED_ADDRESS) {
        out.setShort(start + at + 6, source.getPort() ^ TransactionId.MAGIC_COOKIE >>> 16);
        for (int i = 0; i < ip.length; i++) {
          out.setByte(start + at + 8 + i, ip[i] ^ out.getByte(transaction + i));
        }
      }
      at += COOKIE_AT + length; // addresses need no padding
    }
  }

  private Templates templates() {
    ServedAddresses now = responder.served();
    Templates known = templates;
    if (known == null || !known.served.equals(now)) {
      known =
          new Templates(
              now, sample(false, 4), sample(false, 16), sample(true, 4), sample(true, 16));
      templates = known;
    }
    return known;
  }

  private byte[] sample(boolean classic, int addressLength) {
    TransactionId id = new TransactionId(classic ? 0 : TransactionId.MAGIC_COOKIE, 0, 0);
    ByteBuf request = Unpooled.buffer(HEADER);
    StunEncoder.encode(StunMessage.request(StunMethod.BINDING, id), request);
    try {
      InetAddress any = InetAddress.getByAddress(new byte[addressLength]);
      Verdict verdict = responder.respond(request, new InetSocketAddress(any, SAMPLE_PORT), corner);
      if (verdict instanceof Reply reply) {
        ByteBuf encoded = reply.encode(UnpooledByteBufAllocator.DEFAULT);
        byte[] bytes = ByteBufUtil.getBytes(encoded);
        encoded.release();
        return bytes;
      }
      throw new IllegalStateException("a bare request is answered, not dropped: " + verdict);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }
}
