package dev.awl.relay.server;

import dev.awl.wire.stun.ChannelData;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.Data;
import dev.awl.wire.stun.attribute.XorPeerAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;

/** Frames a peer's payload for the client. A copy of one packet costs less than a composite. */
final class ClientFrames {

  private static final int INDICATION_OVERHEAD = 56;

  private ClientFrames() {}

  /** Payload is owned. */
  static ByteBuf channelData(ByteBufAllocator alloc, int channel, ByteBuf payload, boolean padded) {
    int length = payload.readableBytes();
    int padding = padded ? -length & 3 : 0;
    ByteBuf out = alloc.directBuffer(ChannelData.HEADER_LENGTH + length + padding);
    ChannelData.writeHeader(channel, length, out);
    out.writeBytes(payload).writeZero(padding);
    payload.release();
    return out;
  }

  /** Payload is owned. */
  static ByteBuf indication(ByteBufAllocator alloc, InetSocketAddress peer, ByteBuf payload) {
    ByteBuf out = alloc.directBuffer(INDICATION_OVERHEAD + payload.readableBytes());
    TransactionId id = TransactionId.random(ThreadLocalRandom.current());
    StunEncoder.encode(
        StunMessage.indication(StunMethod.DATA, id, new XorPeerAddress(peer), new Data(payload)),
        out);
    payload.release();
    return out;
  }
}
