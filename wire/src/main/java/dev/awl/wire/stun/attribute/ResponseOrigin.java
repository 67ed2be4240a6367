package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** RESPONSE-ORIGIN (RFC 5780 section 7.3): where this response was sent from. */
public record ResponseOrigin(InetSocketAddress address) implements StunAttribute {

  static final int TYPE = 0x802B;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    StunAddress.write(address, out);
  }
}
