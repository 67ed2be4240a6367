package dev.awl.classifier;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** Writes socket addresses as people do: {@code 192.0.2.1:40000}, {@code [2001:db8::1]:40000}. */
final class HostPort {

  private HostPort() {}

  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    int scope = host.indexOf('%');
    String bare = scope < 0 ? host : host.substring(0, scope);
    return (address.getAddress() instanceof Inet6Address ? "[" + bare + "]" : bare)
        + ":"
        + address.getPort();
  }
}
