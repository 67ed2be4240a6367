package dev.awl.relay.server;

import io.netty.handler.ssl.SslContext;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link RelayServer} does.
 *
 * @param listen where clients reach it, over UDP and TCP alike; port 0: any, the same for both
 * @param ownUdp whether it opens UDP sockets itself; false when another server's socket brings the
 *     datagrams to {@link RelayServer#datagramHandler}
 * @param relayed at most one address a family
 * @param tls a port for TLS, or null
 */
public record RelaySettings(
    List<InetSocketAddress> listen,
    boolean ownUdp,
    List<RelayedAddress> relayed,
    PortRange ports,
    RelayUsers users,
    PeerRanges peers,
    RelayQuotas quotas,
    @Nullable TlsPort tls) {

  /** Where clients speak TLS (RFC 8656 section 3.1). */
  public record TlsPort(InetSocketAddress listen, SslContext context) {}

  public static final int DEFAULT_PORT = 3478; // RFC 8656 section 19
  public static final int DEFAULT_TLS_PORT = 5349; // RFC 8656 section 19

  public RelaySettings {
    listen = List.copyOf(listen);
    relayed = List.copyOf(relayed);
    if (listen.isEmpty() || relayed.isEmpty()) {
      throw new IllegalArgumentException("a relay needs an address to listen on and one to relay");
    }
    long v4 = relayed.stream().filter(each -> each.bind() instanceof Inet4Address).count();
    if (v4 > 1 || relayed.size() - v4 > 1) {
      throw new IllegalArgumentException("a relay takes one relayed address a family");
    }
  }

  /** A relay on one address that is also the relayed one. */
  public static RelaySettings on(InetSocketAddress listen, RelayUsers users) {
    return new RelaySettings(
        List.of(listen),
        true,
        List.of(RelayedAddress.of(listen.getAddress())),
        PortRange.DYNAMIC,
        users,
        PeerRanges.NONE,
        RelayQuotas.DEFAULT,
        null);
  }

  public RelaySettings withListen(List<InetSocketAddress> addresses) {
    return new RelaySettings(addresses, ownUdp, relayed, ports, users, peers, quotas, tls);
  }

  /** TCP only; UDP comes through {@link RelayServer#datagramHandler}. */
  public RelaySettings withoutUdp() {
    return new RelaySettings(listen, false, relayed, ports, users, peers, quotas, tls);
  }

  public RelaySettings withRelayed(RelayedAddress... addresses) {
    return new RelaySettings(listen, ownUdp, List.of(addresses), ports, users, peers, quotas, tls);
  }

  public RelaySettings withPorts(PortRange range) {
    return new RelaySettings(listen, ownUdp, relayed, range, users, peers, quotas, tls);
  }

  public RelaySettings withPeers(PeerRanges ranges) {
    return new RelaySettings(listen, ownUdp, relayed, ports, users, ranges, quotas, tls);
  }

  /** With a port for TLS beside the others. */
  public RelaySettings withTls(InetSocketAddress address, SslContext context) {
    TlsPort port = new TlsPort(address, context);
    return new RelaySettings(listen, ownUdp, relayed, ports, users, peers, quotas, port);
  }

  public RelaySettings withQuotas(RelayQuotas limits) {
    return new RelaySettings(listen, ownUdp, relayed, ports, users, peers, limits, tls);
  }
}
