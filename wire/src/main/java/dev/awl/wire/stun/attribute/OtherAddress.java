package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** OTHER-ADDRESS (RFC 5780 section 7.4): the other address and the other port of the server. */
public record OtherAddress(InetSocketAddress address) implements StunAttribute {

  static final int TYPE = 0x802C;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    StunAddress.write(address, out);
  }
}
