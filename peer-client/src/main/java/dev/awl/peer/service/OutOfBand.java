package dev.awl.peer.service;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Set;

/**
 * TCP's urgent byte, read where it was sent. FTP clients send an ABOR with one; without this its
 * last byte is lost.
 */
final class OutOfBand {

  private static final int SOL_SOCKET = 1; // Linux
  private static final int SO_OOBINLINE = 10;
  private static final IntegerUnixChannelOption EPOLL =
      new IntegerUnixChannelOption("AWL_SO_OOBINLINE", SOL_SOCKET, SO_OOBINLINE);

  private OutOfBand() {}

  static void inline(Channel tcp) {
    if (tcp instanceof EpollSocketChannel) {
      tcp.config().setOption(EPOLL, 1);
    } else {
      for (SocketOption<?> option : supported()) {
        if (option.name().equals("SO_OOBINLINE") && option.type() == Boolean.class) {
          @SuppressWarnings("unchecked") // its type was just checked
          SocketOption<Boolean> known = (SocketOption<Boolean>) option;
          tcp.config().setOption(NioChannelOption.of(known), true);
        }
      }
    }
  }

  private static Set<SocketOption<?>> supported() {
    try (SocketChannel any = SocketChannel.open()) {
      return any.supportedOptions();
    } catch (java.io.IOException e) {
      return Set.of(StandardSocketOptions.TCP_NODELAY);
    }
  }
}
