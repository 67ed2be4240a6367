package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** REFLECTED-FROM (RFC 3489 section 11.2.11): who caused a redirected response. */
public record ReflectedFrom(InetSocketAddress address) implements StunAttribute {

  static final int TYPE = 0x000B;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    StunAddress.write(address, out);
  }
}
