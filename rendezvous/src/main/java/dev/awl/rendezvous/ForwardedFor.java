package dev.awl.rendezvous;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom reverse proxies speak for, by {@code X-Forwarded-For}: each proxy appends the address that
 * it was called from, so what stands left of the first one that is no proxy of ours is hearsay.
 *
 * @param proxies whose word is taken
 */
record ForwardedFor(Set<InetAddress> proxies) {

  static final String HEADER = "X-Forwarded-For";

  ForwardedFor {
    proxies = Set.copyOf(proxies);
  }

  boolean isProxy(InetAddress address) {
    return proxies.contains(address);
  }

  /**
   * The right-most address that is no proxy, or the left-most one where all are.
   *
   * @param headers the values of all headers of that name, in their order
   * @return null: there is none, or something is no address
   */
  @Nullable InetAddress client(List<String> headers) {
    String[] hops = String.join(",", headers).split(",", -1);
    InetAddress client = null;
    for (int i = hops.length - 1; i >= 0; i--) {
      client = address(hops[i].strip());
      if (client == null || !isProxy(client)) {
        return client;
      }
    }
    return client;
  }

  /** An address alone, in brackets, or with a port, as some proxies write it; never a name. */
  private static @Nullable InetAddress address(String text) {
    String host = text;
    int colon = text.lastIndexOf(':');
    if (text.startsWith("[") && text.indexOf(']') > 0) {
      host = text.substring(1, text.indexOf(']'));
    } else if (colon > 0 && text.indexOf(':') == colon) {
      host = text.substring(0, colon);
    }
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
    try {
      return bytes == null ? null : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of neither 4 nor 16 bytes", e);
    }
  }
}
