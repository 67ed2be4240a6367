package dev.awl.peer.service;

import dev.awl.wire.AddressText;
import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Tells a target the address of its user: the header of HAProxy's PROXY protocol, version 2
 * (proxy-protocol.txt, section 2.2), before the first byte.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure shows as an inactive channel
final class ProxyHeader {

  private ProxyHeader() {}

  /** Writes it to a connection on which nothing was written yet. */
  static void write(Channel tcp, @Nullable InetSocketAddress user) {
    tcp.pipeline().addLast(HAProxyMessageEncoder.INSTANCE);
    tcp.writeAndFlush(message(user, (InetSocketAddress) tcp.remoteAddress()));
    tcp.pipeline().remove(HAProxyMessageEncoder.INSTANCE);
  }

  private static HAProxyMessage message(
      @Nullable InetSocketAddress user, InetSocketAddress target) {
    if (user == null) {
      return new HAProxyMessage(
          HAProxyProtocolVersion.V2,
          HAProxyCommand.LOCAL,
          HAProxyProxiedProtocol.UNKNOWN,
          null,
          null,
          0,
          0);
    }
    boolean v4 =
        user.getAddress() instanceof Inet4Address && target.getAddress() instanceof Inet4Address;
    return new HAProxyMessage(
        HAProxyProtocolVersion.V2,
        HAProxyCommand.PROXY,
        v4 ? HAProxyProxiedProtocol.TCP4 : HAProxyProxiedProtocol.TCP6,
        text(user.getAddress(), v4),
        text(target.getAddress(), v4),
        user.getPort(),
        target.getPort());
  }

  /** Both addresses are of one family: IPv4 beside IPv6 is written as IPv4-mapped IPv6. */
  private static String text(InetAddress address, boolean v4) {
    String text = AddressText.of(address);
    return v4 || !(address instanceof Inet4Address) ? text : "::ffff:" + text;
  }
}
