package dev.awl.cli;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The machine's own addresses, for servers that were given none. */
final class OwnAddresses {

  private OwnAddresses() {}

  /** The address by which this machine reaches the internet, else its first one, else loopback. */
  static InetAddress primary() {
    try (DatagramChannel socket = DatagramChannel.open()) {
      // Asks the routing table; connecting UDP sends nothing. 192.0.2.1 is TEST-NET-1, RFC 5737.
      socket.connect(new InetSocketAddress("192.0.2.1", 9));
      if (socket.getLocalAddress() instanceof InetSocketAddress local
          && !local.getAddress().isAnyLocalAddress()) {
        return local.getAddress();
      }
    } catch (IOException noRoute) {
      // Then any address will do.
    }
    return interfaces().stream()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst()
        .orElse(InetAddress.getLoopbackAddress());
  }

  /**
   * A second address of the same kind on the same interface: clients that reach one reach the
   * other, which is not so for a bridge or a VPN.
   */
  static @Nullable InetAddress beside(InetAddress first) {
    return interfaces().stream()
        .filter(each -> each.inetAddresses().anyMatch(first::equals))
        .flatMap(NetworkInterface::inetAddresses)
        .filter(other -> !other.equals(first))
        .filter(other -> other.getClass() == first.getClass())
        .filter(other -> other.isSiteLocalAddress() == first.isSiteLocalAddress())
        .filter(other -> other.isLinkLocalAddress() == first.isLinkLocalAddress())
        .findFirst()
        .orElse(null);
  }

  private static List<NetworkInterface> interfaces() {
    try {
      return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
          .filter(OwnAddresses::isUp)
          .toList();
    } catch (SocketException e) {
      return List.of();
    }
  }

  private static boolean isUp(NetworkInterface each) {
    try {
      return each.isUp();
    } catch (SocketException e) {
      return false;
    }
  }
}
