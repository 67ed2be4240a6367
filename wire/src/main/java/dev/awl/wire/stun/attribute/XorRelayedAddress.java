package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** XOR-RELAYED-ADDRESS (RFC 8656 section 18.5): the address that an allocation relays for. */
public record XorRelayedAddress(InetSocketAddress address) implements StunAttribute {

  static final int TYPE = 0x0016;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    StunAddress.writeXor(address, id, out);
  }
}
