package dev.awl.peer.path;

import dev.awl.classifier.DatagramSockets;
import dev.awl.classifier.NioDatagramSockets;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.nio.NioIoHandler;

/** Epoll where the kernel has it, NIO elsewhere: one event loop and the sockets that fit it. */
public record Transport(EventLoopGroup group, DatagramSockets sockets) {

  /** The platform's best, with one event loop: more of them stalled each other. */
  public static Transport best() {
    return Epoll.isAvailable()
        ? new Transport(
            new MultiThreadIoEventLoopGroup(1, SteadyEpoll.newFactory()),
            new EpollDatagramSockets())
        : nio(new NioDatagramSockets());
  }

  /** NIO with sockets of the caller's: a NAT emulator's, for one. */
  public static Transport nio(DatagramSockets sockets) {
    return new Transport(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()), sockets);
  }
}
