package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** XOR-PEER-ADDRESS (RFC 8656 section 18.3): the peer that data comes from or goes to. */
public record XorPeerAddress(InetSocketAddress address) implements StunAttribute {

  static final int TYPE = 0x0012;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    StunAddress.writeXor(address, id, out);
  }
}
