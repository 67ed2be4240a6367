package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** SOURCE-ADDRESS (RFC 3489 section 11.2.5): where this response was sent from. */
public record SourceAddress(InetSocketAddress address) implements StunAttribute {

  static final int TYPE = 0x0004;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    StunAddress.write(address, out);
  }
}
