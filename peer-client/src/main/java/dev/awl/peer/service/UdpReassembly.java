package dev.awl.peer.service;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Puts the fragments of one flow's datagrams together, in whatever order they come. As with IP
 * fragments (RFC 791), a datagram of which one is lost is lost: it makes way for the next but
 * {@value #SLOTS}.
 */
final class UdpReassembly {

  private static final int SLOTS = 4;
  private static final int MAX_COUNT = UdpFrame.MAX_PAYLOAD / UdpFrame.MAX_FRAGMENT + 1;

  /** Bounds what all flows of a table hold together. */
  static final class Budget {
    private static final int MOST = 4 << 20;
    private int held;

    private boolean take(int bytes) {
      if (held + bytes > MOST) {
        return false;
      }
      held += bytes;
      return true;
    }
  }

  private static final class Slot {
    private int datagram = -1;
    private int missing;
    private int bytes;
    private @Nullable ByteBuf[] parts = new ByteBuf[0];
  }

  private final Budget budget;
  private final Slot[] slots = new Slot[SLOTS];

  UdpReassembly(Budget budget) {
    this.budget = budget;
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Slot();
    }
  }

  /**
   * Takes what follows the form byte. Borrowed.
   *
   * @return a whole payload, to be released; null while there is none
   * @throws IllegalArgumentException when it is no fragment
   */
  @Nullable ByteBuf fragment(ByteBuf frame, ByteBufAllocator alloc) {
    if (frame.readableBytes() < 4) {
      throw new IllegalArgumentException("cut off");
    }
    int datagram = frame.readUnsignedShort();
    int index = frame.readUnsignedByte();
    int count = frame.readUnsignedByte();
    int length = frame.readableBytes();
    if (index >= count || count > MAX_COUNT || length > UdpFrame.MAX_FRAGMENT) {
      throw new IllegalArgumentException("fragment " + index + " of " + count);
    }
    Slot slot = slots[datagram % SLOTS];
    if (slot.datagram != datagram || slot.parts.length != count) {
      clear(slot);
      slot.datagram = datagram;
      slot.missing = count;
      slot.parts = new ByteBuf[count];
    }
    if (slot.parts[index] != null || !budget.take(length)) {
      return null;
    }
    slot.parts[index] = alloc.directBuffer(length).writeBytes(frame, length);
    slot.bytes += length;
    slot.missing--;
    return slot.missing == 0 ? whole(slot, alloc) : null;
  }

  private @Nullable ByteBuf whole(Slot slot, ByteBufAllocator alloc) {
    ByteBuf payload = alloc.directBuffer(slot.bytes);
    for (ByteBuf part : slot.parts) {
      if (part != null) {
        payload.writeBytes(part, part.readerIndex(), part.readableBytes());
      }
    }
    clear(slot);
    if (payload.readableBytes() > UdpFrame.MAX_PAYLOAD) {
      payload.release();
      return null;
    }
    return payload;
  }

  private void clear(Slot slot) {
    for (ByteBuf part : slot.parts) {
      if (part != null) {
        part.release();
      }
    }
    budget.held -= slot.bytes;
    slot.bytes = 0;
    slot.datagram = -1;
    slot.parts = new ByteBuf[0];
  }

  void close() {
    for (Slot each : slots) {
      clear(each);
    }
  }
}
