package dev.awl.classifier;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses of the tests, from the documentation ranges. */
final class Addresses {

  static final InetSocketAddress A1P1 = address("192.0.2.1", 3478);
  static final InetSocketAddress A1P2 = address("192.0.2.1", 3479);
  static final InetSocketAddress A2P1 = address("192.0.2.2", 3478);
  static final InetSocketAddress A2P2 = address("192.0.2.2", 3479);

  private Addresses() {}

  static InetAddress ip(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static InetSocketAddress address(String ip, int port) {
    return new InetSocketAddress(ip(ip), port);
  }
}
