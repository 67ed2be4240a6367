package dev.awl.relay.server;

import dev.awl.wire.stun.ChannelData;
import dev.awl.wire.stun.StunEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One server address over one transport: its allocations, and what happens to each message. */
final class TurnFront {

  private static final int ANSWER_CAPACITY = 256;

  private final AllocationTable allocations;
  private final TurnResponder responder;
  private final RelayCounters counters;

  TurnFront(AllocationTable allocations, TurnResponder responder, RelayCounters counters) {
    this.allocations = allocations;
    this.responder = responder;
    this.counters = counters;
  }

  AllocationTable allocations() {
    return allocations;
  }

  /** Forwards ChannelData; borrowed, the payload is not copied. */
  void channelData(long now, InetSocketAddress client, ByteBuf message) {
    int start = message.readerIndex();
    int length =
        message.readableBytes() < ChannelData.HEADER_LENGTH
            ? Integer.MAX_VALUE
            : message.getUnsignedShort(start + 2);
    if (length > message.readableBytes() - ChannelData.HEADER_LENGTH) {
      counters.malformed.increment();
      return;
    }
    Allocation allocation = allocations.find(now, client);
    if (allocation == null) {
      counters.unpermitted.increment();
      return;
    }
    ByteBuf payload = message.retainedSlice(start + ChannelData.HEADER_LENGTH, length);
    allocation.relayToPeer(now, message.getUnsignedShort(start), payload);
  }

  /** The encoded answer to a STUN message, borrowed, or null. */
  @Nullable ByteBuf stun(long now, ClientEnd client, ByteBuf message, ByteBufAllocator alloc) {
    Answer answer = responder.answer(now, client, message);
    if (answer == null) {
      return null;
    }
    ByteBuf out = alloc.directBuffer(ANSWER_CAPACITY);
    StunEncoder.encode(answer.message(), out, answer.protection());
    return out;
  }
}
