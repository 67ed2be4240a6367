package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/**
 * RESPONSE-ADDRESS (RFC 3489 section 11.2.2). Decoded so that it can be ignored: it makes
 * reflectors.
 */
public record ResponseAddress(InetSocketAddress address) implements StunAttribute {

  static final int TYPE = 0x0002;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    StunAddress.write(address, out);
  }
}
