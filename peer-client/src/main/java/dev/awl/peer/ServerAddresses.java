package dev.awl.peer;

import dev.awl.peer.path.RelayLink.RelayServer;
import dev.awl.wire.rendezvous.Endpoint;
import dev.awl.wire.rendezvous.RelayEndpoint;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The servers of a welcome, resolved. A name that does not resolve is left out. */
record ServerAddresses(List<InetSocketAddress> stun, List<RelayServer> relays) {

  /** Looks names up; blocks, so never on the event loop. */
  static ServerAddresses resolve(Welcome welcome) {
    List<InetSocketAddress> stun = new ArrayList<>();
    for (Endpoint endpoint : welcome.stun()) {
      InetSocketAddress address = resolve(endpoint);
      if (address != null) {
        stun.add(address);
      }
    }
    List<RelayServer> relays = new ArrayList<>();
    for (RelayEndpoint relay : welcome.relays()) {
      InetSocketAddress address = resolve(relay.endpoint());
      if (address != null) {
        relays.add(new RelayServer(transport(relay), address, relay.endpoint().host()));
      }
    }
    return new ServerAddresses(List.copyOf(stun), List.copyOf(relays));
  }

  private static RelayServer.Transport transport(RelayEndpoint relay) {
    return switch (relay.transport()) {
      case UDP -> RelayServer.Transport.UDP;
      case TCP -> RelayServer.Transport.TCP;
      case TLS -> RelayServer.Transport.TLS;
      case WS -> RelayServer.Transport.WS;
      case WSS -> RelayServer.Transport.WSS;
    };
  }

  private static @Nullable InetSocketAddress resolve(Endpoint endpoint) {
    try {
      for (InetAddress address : InetAddress.getAllByName(endpoint.host())) {
        if (address instanceof Inet4Address) { // the peer's socket is an IPv4 one
          return new InetSocketAddress(address, endpoint.port());
        }
      }
      return null;
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
