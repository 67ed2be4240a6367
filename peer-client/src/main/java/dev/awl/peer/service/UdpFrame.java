package dev.awl.peer.service;

import dev.awl.peer.channel.FrameKind;
import dev.awl.peer.channel.PeerChannel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The DATAGRAM frames of UDP flows.
 *
 * <pre>
 *   frame = u8 kind, u32 flow, u8 form, and by form
 *     0 open       request                               towards the service
 *     1 opened     address, u32 idle seconds             towards the user
 *     2 data       the payload of a UDP datagram
 *     3 fragment   u16 datagram, u8 index, u8 count, part of the payload
 *     4 closed     u8 status
 *     5 expect     u32 flow, request                     towards the service: the answers to that
 *                                                        flow, from any one port of its host
 * </pre>
 */
final class UdpFrame {

  static final int OPEN = 0;
  static final int OPENED = 1;
  static final int DATA = 2;
  static final int FRAGMENT = 3;
  static final int CLOSED = 4;
  static final int EXPECT = 5;

  private static final int HEADER = 6;
  private static final int FRAGMENT_HEADER = 4;

  /** A datagram up to this size travels in one piece. */
  static final int MAX_DATA = PeerChannel.MAX_FRAME - HEADER;

  static final int MAX_FRAGMENT = MAX_DATA - FRAGMENT_HEADER;

  /** The largest payload of a UDP datagram over IPv4. */
  static final int MAX_PAYLOAD = 65507;

  private final ByteBufAllocator alloc;
  private final FrameKind kind;

  /** Makes frames of this kind. */
  UdpFrame(ByteBufAllocator alloc, FrameKind kind) {
    this.alloc = alloc;
    this.kind = kind;
  }

  private ByteBuf begin(int flow, int form, int capacity) {
    return alloc
        .directBuffer(HEADER + capacity)
        .writeByte(kind.code())
        .writeInt(flow)
        .writeByte(form);
  }

  ByteBuf open(int flow, ServiceRequest request) {
    ByteBuf frame = begin(flow, OPEN, 128);
    request.encode(frame);
    return frame;
  }

  /** Opens a flow for the answers to another one, and that one where it is not open yet. */
  ByteBuf expect(int flow, int asking, ServiceRequest request) {
    ByteBuf frame = begin(flow, EXPECT, 128);
    request.encode(frame.writeInt(asking));
    return frame;
  }

  ByteBuf opened(int flow, @Nullable InetSocketAddress target, long idleSeconds) {
    ByteBuf frame = begin(flow, OPENED, 32);
    ServiceRequest.address(target, frame);
    return frame.writeInt((int) Math.min(idleSeconds, Integer.MAX_VALUE));
  }

  ByteBuf closed(int flow, DialStatus status) {
    return begin(flow, CLOSED, 1).writeByte(status.code());
  }

  /**
   * Sends a payload, in one frame or in fragments; QUIC would not take larger frames, and a stream
   * would make datagrams wait for each other.
   *
   * @param datagram tells the fragments of one datagram from those of the next
   * @param payload borrowed
   */
  void send(PeerChannel channel, int flow, int datagram, ByteBuf payload) {
    int length = payload.readableBytes();
    if (length <= MAX_DATA) {
      channel.sendFrame(begin(flow, DATA, length).writeBytes(payload));
      return;
    }
    int count = (length + MAX_FRAGMENT - 1) / MAX_FRAGMENT;
    for (int index = 0; index < count; index++) {
      int part = Math.min(MAX_FRAGMENT, payload.readableBytes());
      channel.sendFrame(
          begin(flow, FRAGMENT, FRAGMENT_HEADER + part)
              .writeShort(datagram)
              .writeByte(index)
              .writeByte(count)
              .writeBytes(payload, part));
    }
  }
}
