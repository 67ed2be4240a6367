package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** MAPPED-ADDRESS (RFC 8489 section 14.1): the source of the request as the server saw it. */
public record MappedAddress(InetSocketAddress address) implements StunAttribute {

  static final int TYPE = 0x0001;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    StunAddress.write(address, out);
  }
}
