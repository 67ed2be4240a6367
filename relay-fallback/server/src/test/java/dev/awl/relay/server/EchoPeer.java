package dev.awl.relay.server;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A peer that sends back what it gets, on some neighbouring loopback ports. */
final class EchoPeer implements AutoCloseable {

  private final List<DatagramSocket> sockets = new ArrayList<>();

  private EchoPeer() {}

  static EchoPeer onPorts(int count) throws IOException {
    for (int attempt = 0; attempt < 50; attempt++) {
      EchoPeer peer = new EchoPeer();
      try {
        DatagramSocket first = peer.open(0);
        for (int i = 1; i < count; i++) {
          peer.open(first.getLocalPort() + i);
        }
        return peer;
      } catch (IOException taken) {
        peer.close();
      }
    }
    throw new IOException("no " + count + " neighbouring ports are free");
  }

  private DatagramSocket open(int port) throws IOException {
    if (port > 65535) {
      throw new IOException("no such port");
    }
    var socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    sockets.add(socket);
    Thread echo = new Thread(() -> echo(socket), "echo");
    echo.setDaemon(true);
    echo.start();
    return socket;
  }

  private static void echo(DatagramSocket socket) {
    var packet = new DatagramPacket(new byte[65536], 65536);
    try {
      while (!socket.isClosed()) {
        packet.setLength(65536);
        socket.receive(packet);
        socket.send(packet);
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  InetSocketAddress address() {
    return (InetSocketAddress) sockets.get(0).getLocalSocketAddress();
  }

  @Override
  public void close() {
    sockets.forEach(DatagramSocket::close);
  }
}
