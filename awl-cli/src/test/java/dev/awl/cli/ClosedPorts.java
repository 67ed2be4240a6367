package dev.awl.cli;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of loopback that refuses TCP and UDP, and that nobody gets meanwhile: one that was free a
 * moment ago may be the next socket's.
 */
final class ClosedPorts implements AutoCloseable {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int ATTEMPTS = 50;

  private final DatagramSocket udp;
  private final Socket tcp;

  private ClosedPorts(DatagramSocket udp, Socket tcp) {
    this.udp = udp;
    this.tcp = tcp;
  }

  static ClosedPorts open() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      DatagramSocket udp = null;
      Socket tcp = new Socket();
      try {
        udp = new DatagramSocket(0, LOOPBACK);
        var here = new InetSocketAddress(LOOPBACK, udp.getLocalPort());
        udp.connect(here); // takes nothing from anybody else: the kernel refuses it
        tcp.bind(here); // and does not listen
        return new ClosedPorts(udp, tcp);
      } catch (IOException taken) {
        close(udp, tcp);
      }
    }
    throw new AssertionError("no port is free for TCP and UDP");
  }

  int number() {
    return udp.getLocalPort();
  }

  private static void close(DatagramSocket udp, Socket tcp) {
    if (udp != null) {
      udp.close();
    }
    try {
      tcp.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    close(udp, tcp);
  }
}
