package dev.awl.stunserver;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Binds the sockets of a server, closed for input: all of them or none. */
final class CornerBinding {

  /** How often any free port is tried until one is free on both addresses. */
  private static final int FREE_PORT_ATTEMPTS = 32;

  private final StunServerSettings settings;
  private final EventLoop loop;
  private final Map<Corner, Channel> bound = new EnumMap<>(Corner.class);

  CornerBinding(StunServerSettings settings, EventLoop loop) {
    this.settings = settings;
    this.loop = loop;
  }

  Map<Corner, Channel> bindAll() throws BindException {
    try {
      bindPort(settings.firstPort(), Corner.A1_P1, Corner.A2_P1);
      bindPort(settings.secondPort(), Corner.A1_P2, Corner.A2_P2);
      return bound;
    } catch (BindException e) {
      bound.values().forEach(channel -> channel.close().syncUninterruptibly());
      throw e;
    }
  }

  private void bindPort(int wanted, Corner primary, Corner alternate) throws BindException {
    InetAddress other = settings.alternate();
    for (int attempt = 1; ; attempt++) {
      Channel first = bind(settings.primary(), wanted);
      if (other == null) {
        bound.put(primary, first);
        return;
      }
      try {
        bound.put(alternate, bind(other, ((InetSocketAddress) first.localAddress()).getPort()));
        bound.put(primary, first);
        return;
      } catch (BindException e) {
        first.close().syncUninterruptibly();
        if (wanted != 0 || attempt == FREE_PORT_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private Channel bind(InetAddress address, int port) throws BindException {
    ChannelFuture binding =
        DatagramTransport.bootstrap(loop)
            .option(ChannelOption.AUTO_READ, false)
            .handler(new ChannelInboundHandlerAdapter())
            .bind(address, port)
            .awaitUninterruptibly();
    Throwable cause = binding.cause();
    if (cause == null) {
      return binding.channel();
    }
    throw new BindException(
        "cannot listen on UDP " + text(address) + ":" + port + ": " + explain(cause));
  }

  private static String text(InetAddress address) {
    String plain = address.getHostAddress();
    return plain.indexOf(':') < 0 ? plain : "[" + plain + "]";
  }

  private static String explain(Throwable cause) {
    String reason = String.valueOf(cause.getMessage());
    String lower = reason.toLowerCase(Locale.ROOT);
    if (lower.contains("in use")) {
      return "another program has this port; stop it or choose other ports";
    }
    if (lower.contains("assign")) {
      return "not an address of this machine; choose one of its own";
    }
    if (lower.contains("denied") || lower.contains("permitted")) {
      return "the system does not allow it; choose ports above 1023";
    }
    return reason;
  }
}
