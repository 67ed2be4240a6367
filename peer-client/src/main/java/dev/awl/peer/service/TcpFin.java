package dev.awl.peer.service;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;

/**
 * Whether the other side of a TCP connection has sent its FIN, even while we do not read.
 *
 * <p>Needed because Netty 4.2.18 removes a socket from epoll when it waits for nothing (its FIN was
 * reported, and reading is paused) and then cannot add it again: the connection would be closed
 * with bytes still in the kernel. A connection whose FIN is there is therefore read to its end
 * without pausing; the kernel's receive buffer bounds what that takes.
 */
final class TcpFin {

  /** TCP_ESTABLISHED of Linux's tcp_states.h. */
  private static final int ESTABLISHED = 1;

  private TcpFin() {}

  static boolean hasArrived(Channel tcp) {
    if (!(tcp instanceof EpollSocketChannel epoll) || !epoll.isOpen()) {
      return false; // NIO has no such trouble
    }
    try {
      return epoll.tcpInfo().state() != ESTABLISHED;
    } catch (ChannelException e) {
      return false; // it was closed meanwhile
    }
  }
}
