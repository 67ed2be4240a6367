package dev.awl.stunserver;

import dev.awl.stunserver.Verdict.Reply;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The sockets of a server by corner, so that a reply leaves from the right one. One event loop. */
final class CornerSockets {

  private final Map<Corner, ChannelHandlerContext> sockets = new EnumMap<>(Corner.class);
  private final Set<Corner> unflushed = EnumSet.noneOf(Corner.class);

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
    if (socket == null || !socket.channel().isWritable()) {
      return false;
    }
    DatagramPacket packet = new DatagramPacket(reply.encode(socket.alloc()), reply.to());
    // nobody waits for the promise: a failure reaches exceptionCaught
    var unused = socket.write(packet, socket.voidPromise());
    unflushed.add(reply.from());
    return true;
  }

  /** Sends what was queued, all replies of one socket in one system call where the system can. */
  void flush() {
    for (Corner corner : unflushed) {
      ChannelHandlerContext socket = sockets.get(corner);
      if (socket != null) {
        socket.flush();
      }
    }
    unflushed.clear();
  }
}
