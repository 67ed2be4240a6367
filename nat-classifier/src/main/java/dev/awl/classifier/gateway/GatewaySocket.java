package dev.awl.classifier.gateway;

import dev.awl.classifier.DatagramSockets;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/** The socket for one question to a gateway: it closes with the answer. */
final class GatewaySocket {

  private GatewaySocket() {}

  /**
   * Opens it on the event loop and begins to ask. Where there is no socket, the gateway does not
   * say.
   */
  static void open(
      EventLoop loop,
      DatagramSockets sockets,
      Inet4Address local,
      ChannelHandler asking,
      Promise<Optional<InetAddress>> result,
      Consumer<Channel> start) {
    loop.execute(
        () ->
            sockets
                .open(loop, new InetSocketAddress(local, 0), asking)
                .addListener(
                    (ChannelFuture opening) -> {
                      if (opening.isSuccess()) {
                        closeWith(result, opening.channel());
                        start.accept(opening.channel());
                      } else {
                        result.trySuccess(Optional.empty());
                      }
                    }));
  }

  private static void closeWith(Promise<Optional<InetAddress>> result, Channel socket) {
    result.addListener(
        ended -> {
          var unused = socket.close();
        });
  }
}
