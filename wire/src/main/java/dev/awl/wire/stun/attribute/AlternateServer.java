package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** ALTERNATE-SERVER (RFC 8489 section 14.15): ask there instead, with error 300. */
public record AlternateServer(InetSocketAddress address) implements StunAttribute {

  static final int TYPE = 0x8023;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    StunAddress.write(address, out);
  }
}
