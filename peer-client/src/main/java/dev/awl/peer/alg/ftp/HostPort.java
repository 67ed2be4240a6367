package dev.awl.peer.alg.ftp;

import dev.awl.peer.alg.Expectation;
import dev.awl.wire.AddressText;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses and ports in FTP's two notations: RFC 959's commas and RFC 2428's bars. */
final class HostPort {

  private static final int NOT_A_PORT = -1;
  private static final String NUMBER = "(0{0,2}[0-9]{1,3})";
  private static final String COMMAS =
      NUMBER + "," + NUMBER + "," + NUMBER + "," + NUMBER + "," + NUMBER + "," + NUMBER;
  private static final Pattern PORT = Pattern.compile(COMMAS);

  private HostPort() {}

  /** The port of h1,h2,h3,h4,p1,p2; throws when a number is not an octet or the port too low. */
  static int portOfCommas(String text) {
    Matcher matcher = PORT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not h1,h2,h3,h4,p1,p2");
    }
    int[] octets = new int[6];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = Integer.parseInt(matcher.group(i + 1));
      if (octets[i] > 255) {
        throw new IllegalArgumentException(octets[i] + " is not an octet");
      }
    }
    return checked(octets[4] << 8 | octets[5]);
  }

  /** The port of decimal digits; throws when it is not one that data connections use. */
  static int portOfDigits(String text) {
    boolean digits =
        !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(HostPort::digit);
    return checked(digits ? Integer.parseInt(text) : NOT_A_PORT);
  }

  static boolean digit(int c) {
    return c >= '0' && c <= '9';
  }

  private static int checked(int port) {
    if (port < Expectation.FIRST_PORT || port > 65535) {
      throw new IllegalArgumentException(
          "the port of a data connection is " + Expectation.FIRST_PORT + " to 65535");
    }
    return port;
  }

  /** h1,h2,h3,h4,p1,p2 of an IPv4 address. */
  static String commas(InetAddress address, int port) {
    return address.getHostAddress().replace('.', ',') + "," + (port >> 8) + "," + (port & 0xff);
  }

  /**
   * The argument of EPRT: |family|address|port|. The address in its one short form (RFC 5952):
   * servers compare it with their own as text.
   */
  static String bars(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    return "|" + family(host) + "|" + AddressText.of(host) + "|" + address.getPort() + "|";
  }

  /** RFC 2428's number of an address family. */
  static int family(InetAddress address) {
    return address instanceof Inet4Address ? 1 : 2;
  }
}
