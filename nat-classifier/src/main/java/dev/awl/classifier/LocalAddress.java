package dev.awl.classifier;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;

/** Which of the machine's addresses is used to reach a destination. */
public final class LocalAddress {

  private LocalAddress() {}

  /**
   * Asks the routing table by connecting a UDP socket, which sends nothing.
   *
   * @throws IOException when there is no route
   */
  public static InetAddress towards(InetSocketAddress destination) throws IOException {
    try (DatagramChannel socket = DatagramChannel.open()) {
      socket.connect(destination);
      if (socket.getLocalAddress() instanceof InetSocketAddress local) {
        return local.getAddress();
      }
      throw new SocketException("no local address");
    }
  }
}
