package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/**
 * CHANGED-ADDRESS (RFC 3489 section 11.2.3): the other address and the other port of the server.
 */
public record ChangedAddress(InetSocketAddress address) implements StunAttribute {

  static final int TYPE = 0x0005;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    StunAddress.write(address, out);
  }
}
