package dev.awl.wire;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as people write them: {@code 192.0.2.1:40000}, {@code [2001:db8::1]:40000} (RFC 5952).
 * Java's own text leaves no zero out.
 */
public final class AddressText {

  private AddressText() {}

  /** Without the scope, which means something on this machine only, and no brackets. */
  public static String of(InetAddress address) {
    return NetUtil.toAddressString(address);
  }

  /** Address and port, without the scope. */
  public static String of(InetSocketAddress address) {
    return withPort(of(address.getAddress()), address.getPort());
  }

  /** The same for this machine: what is on one link alone keeps its scope, as in fe80::1%eth0. */
  public static String here(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    String java = ip.getHostAddress();
    int scope = java.indexOf('%');
    boolean scoped = scope >= 0 && ip instanceof Inet6Address && ip.isLinkLocalAddress();
    return withPort(scoped ? of(ip) + java.substring(scope) : of(ip), address.getPort());
  }

  /** By the name that it was made with, if any. */
  public static String named(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    String host = address.getHostString();
    boolean isName = ip == null || !host.equals(ip.getHostAddress());
    return isName ? withPort(host, address.getPort()) : of(address);
  }

  /** Reads what {@link #of(InetSocketAddress)} writes, and the long form; null: it is neither. */
  public static @Nullable InetSocketAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(colon, 0));
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    InetAddress ip = NetUtil.createInetAddressFromIpAddressString(host);
    if (ip == null || bracketed != (host.indexOf(':') >= 0)) {
      return null;
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      return port < 0 || port > 0xFFFF ? null : new InetSocketAddress(ip, port);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static String withPort(String host, int port) {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
