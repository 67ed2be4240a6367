package dev.awl.relay.server;

import dev.awl.wire.AddressText;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** A range of addresses: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address. */
public record Cidr(InetAddress network, int prefixLength) {

  public Cidr {
    int bits = network.getAddress().length * 8;
    if (prefixLength < 0 || prefixLength > bits) {
      throw new IllegalArgumentException("prefix length " + prefixLength + " of at most " + bits);
    }
  }

  /** Parses {@code ADDRESS[/BITS]}; names are not looked up. */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    try {
      InetAddress network = literal(slash < 0 ? text : text.substring(0, slash));
      int length = network.getAddress().length * 8;
      return new Cidr(network, slash < 0 ? length : Integer.parseInt(text.substring(slash + 1)));
    } catch (UnknownHostException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "not an address range: " + text + " (10.0.0.0/8 is one)", e);
    }
  }

  /** What holds a colon is never looked up; for the rest NetUtil is stricter than the JDK. */
  private static InetAddress literal(String address) throws UnknownHostException {
    if (address.indexOf(':') < 0 && !NetUtil.isValidIpV4Address(address)) {
      throw new UnknownHostException(address);
    }
    return InetAddress.getByName(address);
  }

  /** Whether {@code address} lies in it; another family never does. */
  public boolean contains(byte[] address) {
    byte[] mine = network.getAddress();
    if (mine.length != address.length) {
      return false;
    }
    int whole = prefixLength / 8;
    for (int i = 0; i < whole; i++) {
      if (mine[i] != address[i]) {
        return false;
      }
    }
    int rest = prefixLength % 8;
    int mask = 0xFF00 >> rest;
    return rest == 0 || ((mine[whole] ^ address[whole]) & mask & 0xFF) == 0;
  }

  @Override
  public String toString() {
    return AddressText.of(network) + "/" + prefixLength;
  }
}
