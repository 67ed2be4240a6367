package dev.awl.peer.service;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** A list of IP networks, written {@code 10.0.0.0/8,192.168.1.7,fd00::/8}. */
final class Networks {

  /** Private networks (RFC 1918, RFC 4193): a LAN, and nothing of this machine itself. */
  static final String PRIVATE = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7";

  private record Network(byte[] address, int prefix) {

    static Network parse(String text) {
      int slash = text.indexOf('/');
      byte[] address =
          NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
      if (address == null) {
        throw new IllegalArgumentException("'" + text + "' is not a network such as 10.0.0.0/8");
      }
      int bits = 8 * address.length;
      int prefix = bits;
      if (slash >= 0) {
        String digits = text.substring(slash + 1);
        prefix = digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : -1;
      }
      if (prefix < 0 || prefix > bits) {
        throw new IllegalArgumentException("'" + text + "': a prefix has 0 to " + bits + " bits");
      }
      return new Network(address, prefix);
    }

    boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < prefix; bit += 8) {
        int mask = prefix - bit >= 8 ? 0xff : 0xff << (8 - (prefix - bit)) & 0xff;
        if (((address[bit / 8] ^ other[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Network> networks;

  private Networks(List<Network> networks) {
    this.networks = networks;
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException with one line for people
   */
  static Networks parse(String text) {
    List<Network> networks = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      networks.add(Network.parse(each));
    }
    return new Networks(List.copyOf(networks));
  }

  /** Whether one of them has the address; IPv4 in IPv6 counts as what it is. */
  boolean contain(InetAddress address) {
    // InetAddress turns IPv4-mapped IPv6 addresses into IPv4 ones by itself.
    byte[] bytes = address.getAddress();
    return networks.stream().anyMatch(each -> each.contains(bytes));
  }
}
