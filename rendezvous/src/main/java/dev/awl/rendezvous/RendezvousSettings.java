package dev.awl.rendezvous;

import dev.awl.wire.rendezvous.Endpoint;
import dev.awl.wire.rendezvous.RelayEndpoint;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a rendezvous server needs to know.
 *
 * @param bind where to listen; port 0: any
 * @param stun the STUN servers to announce
 * @param relays the relays to announce, best first
 * @param relaySecret the secret shared with the relays; null: no credentials are given
 * @param relayTtl how long credentials last
 * @param names the {@code host:port} under which peers may address this server; empty: any. With
 *     names, another server cannot register peers here with a proof that they gave it
 * @param limits how many connections
 * @param tls for {@code wss://}; null: plain
 * @param routes other services on the same port
 * @param metrics what other parts of this process count, in the text format of Prometheus: follows
 *     the server's own counters at {@code /metrics}
 * @param proxies reverse proxies whose {@code X-Forwarded-For} says where a connection comes from
 */
public record RendezvousSettings(
    List<InetSocketAddress> bind,
    List<Endpoint> stun,
    List<RelayEndpoint> relays,
    @Nullable String relaySecret,
    Duration relayTtl,
    Set<String> names,
    ConnectionLimits limits,
    @Nullable SslContext tls,
    List<WebSocketRoute> routes,
    Supplier<String> metrics,
    Set<InetAddress> proxies) {

  private static final Duration RELAY_TTL = Duration.ofHours(1);

  public RendezvousSettings {
    bind = List.copyOf(bind);
    stun = List.copyOf(stun);
    relays = List.copyOf(relays);
    names = Set.copyOf(names);
    routes = List.copyOf(routes);
    proxies = Set.copyOf(proxies);
    if (bind.isEmpty()) {
      throw new IllegalArgumentException("a rendezvous server needs an address to listen on");
    }
    if (relayTtl.toSeconds() < 60) {
      throw new IllegalArgumentException("relay credentials must last a minute or more");
    }
  }

  /** A server on these addresses that announces nothing yet. */
  public static RendezvousSettings on(InetSocketAddress... bind) {
    return new RendezvousSettings(
        List.of(bind),
        List.of(),
        List.of(),
        null,
        RELAY_TTL,
        Set.of(),
        ConnectionLimits.DEFAULT,
        null,
        List.of(),
        () -> "",
        Set.of());
  }

  /** With these STUN servers to announce. */
  public RendezvousSettings withStun(List<Endpoint> servers) {
    return new RendezvousSettings(
        bind, servers, relays, relaySecret, relayTtl, names, limits, tls, routes, metrics, proxies);
  }

  /** With these relays to announce, and the secret that they share. */
  public RendezvousSettings withRelays(List<RelayEndpoint> servers, @Nullable String secret) {
    return new RendezvousSettings(
        bind, stun, servers, secret, relayTtl, names, limits, tls, routes, metrics, proxies);
  }

  /** With credentials that last this long. */
  public RendezvousSettings withRelayTtl(Duration ttl) {
    return new RendezvousSettings(
        bind, stun, relays, relaySecret, ttl, names, limits, tls, routes, metrics, proxies);
  }

  /** With these names only. */
  public RendezvousSettings withNames(Set<String> allowed) {
    return new RendezvousSettings(
        bind, stun, relays, relaySecret, relayTtl, allowed, limits, tls, routes, metrics, proxies);
  }

  /** With these limits. */
  public RendezvousSettings withLimits(ConnectionLimits most) {
    return new RendezvousSettings(
        bind, stun, relays, relaySecret, relayTtl, names, most, tls, routes, metrics, proxies);
  }

  /** With TLS. */
  public RendezvousSettings withTls(SslContext context) {
    return new RendezvousSettings(
        bind,
        stun,
        relays,
        relaySecret,
        relayTtl,
        names,
        limits,
        context,
        routes,
        metrics,
        proxies);
  }

  /**
   * With another WebSocket service on the same port, at this path.
   *
   * @param handler makes one for each connection, added once the WebSocket stands; it reads the
   *     {@code ByteBuf}s of binary frames and writes {@code ByteBuf}s, each becoming a frame
   */
  public RendezvousSettings withRoute(
      String path, String subProtocol, Supplier<ChannelHandler> handler) {
    List<WebSocketRoute> more = new ArrayList<>(routes);
    more.add(new WebSocketRoute(path, subProtocol, handler));
    return new RendezvousSettings(
        bind, stun, relays, relaySecret, relayTtl, names, limits, tls, more, metrics, proxies);
  }

  /** With what other parts of this process count. */
  public RendezvousSettings withMetrics(Supplier<String> others) {
    return new RendezvousSettings(
        bind, stun, relays, relaySecret, relayTtl, names, limits, tls, routes, others, proxies);
  }

  /** Behind these reverse proxies. */
  public RendezvousSettings withProxies(Set<InetAddress> trusted) {
    return new RendezvousSettings(
        bind, stun, relays, relaySecret, relayTtl, names, limits, tls, routes, metrics, trusted);
  }

  /** Leaves the secret out: this may stand in a log. */
  @Override
  public String toString() {
    return "RendezvousSettings[bind=" + bind + ", stun=" + stun + ", relays=" + relays + "]";
  }
}
