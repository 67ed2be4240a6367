package dev.awl.stunserver;

import dev.awl.stunserver.Verdict.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one thread by corner, so that a reply leaves from the right one: here, or at the
 * partner.
 */
final class CornerSockets {

  private final Map<Corner, ChannelHandlerContext> sockets = new EnumMap<>(Corner.class);
  private final Set<Corner> unflushed = EnumSet.noneOf(Corner.class);
  private final @Nullable PartnerLink partner;

  CornerSockets(@Nullable PartnerLink partner) {
    this.partner = partner;
  }

  void add(Corner corner, ChannelHandlerContext socket) {
    sockets.put(corner, socket);
  }

  void remove(Corner corner) {
    sockets.remove(corner);
  }

  /**
   * Queues the reply.
   *
   * @return false when that socket is not there or its queue is full
   */
  boolean write(Reply reply) {
    ChannelHandlerContext socket = sockets.get(reply.from());
    if (socket != null) {
      return write(reply.from(), reply.encode(socket.alloc()), reply.to());
    }
    ChannelHandlerContext asked = sockets.get(Corner.A1_P1);
    if (asked == null || partner == null) {
      return false;
    }
    ByteBuf request =
        partner.askFor(
            reply.from().onSecondPort(), reply.to(), reply.encode(asked.alloc()), asked.alloc());
    return request != null && write(Corner.A1_P1, request, partner.address());
  }

  /**
   * Queues a datagram.
   *
   * @param bytes owned
   * @return false when that socket is not there or its queue is full
   */
  boolean write(Corner from, ByteBuf bytes, InetSocketAddress to) {
    ChannelHandlerContext socket = sockets.get(from);
    if (socket == null || !socket.channel().isWritable()) {
      bytes.release();
      return false;
    }
    // nobody waits for the promise: a failure reaches exceptionCaught
    var unused = socket.write(new DatagramPacket(bytes, to), socket.voidPromise());
    unflushed.add(from);
    return true;
  }

  /** Sends what was queued, all replies of one socket in one system call where the system can. */
  void flush() {
    if (unflushed.isEmpty()) {
      return;
    }
    for (Corner corner : unflushed) {
      ChannelHandlerContext socket = sockets.get(corner);
      if (socket != null) {
        socket.flush();
      }
    }
    unflushed.clear();
  }
}
