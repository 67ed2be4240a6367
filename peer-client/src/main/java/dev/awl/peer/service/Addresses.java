package dev.awl.peer.service;

import dev.awl.wire.AddressText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Socket addresses as people mean them. */
final class Addresses {

  private static final int MAPPED_PREFIX = 12;

  private Addresses() {}

  /** For a line that people read. */
  static String text(SocketAddress address) {
    return address instanceof InetSocketAddress inet && !inet.isUnresolved()
        ? AddressText.of(plain(inet))
        : String.valueOf(address);
  }

  /**
   * An IPv4 address that a dual-stack socket shows as ::ffff:a.b.c.d, as IPv4; others as they are.
   */
  static InetSocketAddress plain(InetSocketAddress address) {
    byte[] bytes = address.getAddress().getAddress();
    if (bytes.length < 16 || bytes[10] != -1 || bytes[11] != -1) {
      return address;
    }
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return address;
      }
    }
    try {
      byte[] last = Arrays.copyOfRange(bytes, MAPPED_PREFIX, bytes.length);
      return new InetSocketAddress(InetAddress.getByAddress(last), address.getPort());
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }
}
