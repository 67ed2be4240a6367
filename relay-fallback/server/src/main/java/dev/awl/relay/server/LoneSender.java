package dev.awl.relay.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Sends single datagrams past a channel's queue: empty ones, which Netty drops without a word, and
 * ones with the DF bit set (RFC 8656 section 14), which is an option of the socket and not of a
 * datagram. Both are rare; only epoll offers what they need.
 */
final class LoneSender {

  // linux/in.h and linux/in6.h; the values of the option are the same for both families.
  private static final int MAY_FRAGMENT = 0; // IP_PMTUDISC_DONT
  private static final int NEVER_FRAGMENT = 3; // IP_PMTUDISC_PROBE: DF, whatever ICMP claimed
  private static final IntegerUnixChannelOption MTU_DISCOVER_4 =
      new IntegerUnixChannelOption("IP_MTU_DISCOVER", 0, 10);
  private static final IntegerUnixChannelOption MTU_DISCOVER_6 =
      new IntegerUnixChannelOption("IPV6_MTU_DISCOVER", 41, 23);

  private LoneSender() {}

  static boolean canSend(Channel channel) {
    return channel instanceof EpollDatagramChannel;
  }

  /** A relayed socket sends without DF unless asked (RFC 8656 section 14). */
  static void mayFragment(Channel channel, InetAddress local) {
    if (canSend(channel)) {
      channel.config().setOption(option(local), MAY_FRAGMENT);
    }
  }

  /** Sends what is queued before, then this; borrowed. */
  static void send(Channel channel, InetSocketAddress to, ByteBuf payload) throws IOException {
    if (!(channel instanceof EpollDatagramChannel epoll)
        || !(epoll.fd() instanceof Socket socket)) {
      throw new IOException("only epoll sockets send single datagrams");
    }
    epoll.flush();
    int sent =
        payload.isDirect() && payload.nioBufferCount() == 1
            ? sendBytes(socket, payload, to)
            : sendCopy(socket, epoll, payload, to);
    if (sent < 0) {
      throw new IOException("the socket is full");
    }
  }

  static void sendUnfragmented(
      Channel channel, InetAddress local, InetSocketAddress to, ByteBuf payload)
      throws IOException {
    channel.flush(); // what is queued goes with the option it was written under
    channel.config().setOption(option(local), NEVER_FRAGMENT);
    try {
      send(channel, to, payload);
    } finally {
      channel.config().setOption(option(local), MAY_FRAGMENT);
    }
  }

  private static int sendCopy(Socket socket, Channel channel, ByteBuf payload, InetSocketAddress to)
      throws IOException {
    ByteBuf copy = channel.alloc().directBuffer(Math.max(1, payload.readableBytes()));
    try {
      return sendBytes(socket, copy.writeBytes(payload.duplicate()), to);
    } finally {
      copy.release();
    }
  }

  private static int sendBytes(Socket socket, ByteBuf payload, InetSocketAddress to)
      throws IOException {
    var bytes = payload.internalNioBuffer(payload.readerIndex(), payload.readableBytes());
    return socket.sendTo(bytes, bytes.position(), bytes.limit(), to.getAddress(), to.getPort());
  }

  private static IntegerUnixChannelOption option(InetAddress local) {
    return local instanceof Inet4Address ? MTU_DISCOVER_4 : MTU_DISCOVER_6;
  }
}
