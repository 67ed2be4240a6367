package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import java.net.Inet4Address;
import java.net.InetAddress;

/** The family byte of STUN addresses (RFC 8489 section 14.1). */
public enum AddressFamily {
  IPV4(1),
  IPV6(2);

  private final int code;

  AddressFamily(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public static AddressFamily of(InetAddress address) {
    return address instanceof Inet4Address ? IPV4 : IPV6;
  }

  static AddressFamily ofCode(int code) throws StunFormatException {
    return switch (code) {
      case 1 -> IPV4;
      case 2 -> IPV6;
      default -> throw new StunFormatException("unknown address family");
    };
  }
}
