package dev.awl.peer.path;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;

/**
 * Sends a datagram that dies on the way: it opens our NAT and never reaches the peer's.
 *
 * <p>A NAT that answers unsolicited packets keeps an entry for them; our later mapping would
 * collide with it and get another port. Linux only; elsewhere nothing is sent and both sides simply
 * begin at the same moment.
 */
final class HopLimit {

  /** Past our own NAT, and no further than the next router. */
  static final int PAST_OUR_NAT = 2;

  /** Linux's default (net.ipv4.ip_default_ttl). */
  private static final int DEFAULT = 64;

  private static final int IPPROTO_IP = 0;
  private static final int IP_TTL = 2; // linux/in.h

  private HopLimit() {}

  static boolean isSupported(Channel channel) {
    return channel instanceof EpollDatagramChannel;
  }

  /** Runs {@code send}, which must write and flush, with the limit in force. */
  static void with(Channel channel, int hops, Runnable send) {
    channel.config().setOption(Option.TTL, hops);
    try {
      send.run();
    } finally {
      channel.config().setOption(Option.TTL, DEFAULT);
    }
  }

  /** Loaded with epoll only. */
  private static final class Option {
    static final ChannelOption<Integer> TTL =
        new IntegerUnixChannelOption("IP_TTL", IPPROTO_IP, IP_TTL);
  }
}
