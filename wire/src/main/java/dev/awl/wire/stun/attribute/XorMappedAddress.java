package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** XOR-MAPPED-ADDRESS (RFC 8489 section 14.2): the mapped address, hidden from rewriting NATs. */
public record XorMappedAddress(InetSocketAddress address) implements StunAttribute {

  static final int TYPE = 0x0020;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    StunAddress.writeXor(address, id, out);
  }
}
