package dev.awl.classifier;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Writes socket addresses as people do: {@code 192.0.2.1:40000}, {@code [2001:db8::1]:40000}. */
final class HostPort {

  private HostPort() {}

  static String text(InetSocketAddress address) {
    String host = host(address.getAddress());
    return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host)
        + ":"
        + address.getPort();
  }

  /** Without the scope, which means something on this machine only. */
  static String host(InetAddress address) {
    String host = address.getHostAddress();
    int scope = host.indexOf('%');
    return scope < 0 ? host : host.substring(0, scope);
  }
}
