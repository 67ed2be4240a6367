package dev.awl.cli;

import dev.awl.relay.server.PortException;
import dev.awl.relay.server.RelayServer;
import dev.awl.relay.server.RelaySettings;
import dev.awl.relay.server.RelayedAddress;
import dev.awl.rendezvous.RendezvousServer;
import dev.awl.rendezvous.RendezvousSettings;
import dev.awl.stunserver.Corner;
import dev.awl.stunserver.StunServer;
import dev.awl.stunserver.StunServerSettings;
import dev.awl.wire.AddressText;
import dev.awl.wire.rendezvous.Endpoint;
import dev.awl.wire.rendezvous.RelayEndpoint;
import dev.awl.wire.rendezvous.RelayEndpoint.Transport;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts the servers of one process and says where each listens. */
final class ServerRoles {

  private static final String STUN_PORTS = "other --stun-ports";

  private final Output output;
  private final ServedAddresses addresses;
  private final Foreground foreground;
  private boolean partnered;
  private @Nullable RunningRelay running;

  ServerRoles(Output output, ServedAddresses addresses, Foreground foreground) {
    this.output = output;
    this.addresses = addresses;
    this.foreground = foreground;
  }

  /**
   * Starts all three. Relay and STUN share the first STUN port: over UDP the STUN socket hands the
   * relay what is not STUN, over TCP the port is the relay's.
   *
   * @return the URL for peers
   */
  String everything(StunOptions stun, HttpOption http, RelayOptions relayOptions) {
    String secret = relayOptions.secret == null ? randomSecret() : relayOptions.secret;
    OnePort both = FreePort.bind(stun.first(), () -> onePort(stun, relayOptions, secret));
    RelayServer relay = both.relay();
    StunServer stunServer = both.stun();
    InetSocketAddress shared = relay.addresses().get(0); // has a port where any was wanted
    listening("relay", "udp", List.of(shared));
    listening("relay", "tcp", List.of(shared));
    listeningTls(relay);
    RendezvousSettings settings =
        http.settings()
            .withStun(stunEndpoints(stunServer))
            .withMetrics(() -> stunServer.counters().prometheus() + relay.prometheus())
            .withRelays(relayEndpoints(shared, relay, http), secret)
            .withRoute(
                RelayEndpoint.WEB_SOCKET_PATH,
                RelayEndpoint.WEB_SOCKET_SUB_PROTOCOL,
                relay::streamHandler);
    RendezvousServer rendezvous = start(settings);
    running = new RunningRelay(output, foreground, relay, secret, rendezvous::relaySecret);
    return url(http, rendezvous);
  }

  private record OnePort(RelayServer relay, StunServer stun) {}

  /** TCP's port need not be free for UDP, on both addresses: the relay is closed again then. */
  private OnePort onePort(StunOptions stun, RelayOptions relayOptions, String secret) {
    InetSocketAddress wanted = new InetSocketAddress(addresses.primary(), stun.first());
    RelayServer relay =
        startRelay(relaySettings(relayOptions, secret, wanted).withoutUdp(), STUN_PORTS);
    try {
      InetSocketAddress shared = relay.addresses().get(0);
      relay.alsoListensOn(shared);
      StunServer started =
          stun(stun, shared.getPort(), relayOptions.secret, relay.datagramHandler());
      return new OnePort(relay, started);
    } catch (AwlException e) {
      relay.close();
      throw e;
    }
  }

  /** The relay of {@link #everything}. */
  RunningRelay runningRelay() {
    return Objects.requireNonNull(running, "everything() was not called");
  }

  /**
   * Starts all three on loopback and any ports, telling nothing.
   *
   * @return the URL for peers
   */
  static URI onLoopback(Foreground foreground) {
    InetAddress first = new AddressConverter().convert("127.0.0.1");
    InetAddress second = new AddressConverter().convert("127.0.0.2");
    Output silent = new Output(new PrintStream(OutputStream.nullOutputStream()), false);
    StunOptions stun = new StunOptions();
    stun.ports = List.of(0, 0);
    HttpOption http = new HttpOption();
    http.listen = new InetSocketAddress(first, 0);
    RelayOptions relay = new RelayOptions();
    relay.allowPeer = List.of("127.0.0.0/8");
    ServerRoles roles =
        new ServerRoles(silent, new ServedAddresses(first, second, Map.of()), foreground);
    return URI.create(roles.everything(stun, http, relay));
  }

  private static String randomSecret() {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    return HexFormat.of().formatHex(secret);
  }

  /** Starts the relay alone, with counters at {@code metrics} where that is given. */
  RunningRelay relay(
      RelayOptions options, String secret, int port, @Nullable InetSocketAddress metrics) {
    InetSocketAddress listen = new InetSocketAddress(addresses.primary(), port);
    RelayServer relay = startRelay(relaySettings(options, secret, listen), "another --port");
    listening("relay", "udp", relay.addresses());
    listening("relay", "tcp", relay.addresses());
    listeningTls(relay);
    metricsPage(metrics, relay::prometheus);
    return new RunningRelay(output, foreground, relay, secret, unused -> {});
  }

  private void listeningTls(RelayServer relay) {
    InetSocketAddress tls = relay.tlsAddress();
    if (tls != null) {
      listening("relay", "tls", List.of(tls));
    }
  }

  private RelayServer startRelay(RelaySettings settings, String portOption) {
    try {
      return foreground.closeLater(RelayServer.start(settings));
    } catch (PortException e) {
      RelaySettings.TlsPort tls = settings.tls();
      boolean ofTls = tls != null && e.address().equals(tls.listen());
      throw CannotListen.because(e, ofTls ? "another --tls-port" : portOption, "another --public");
    } catch (IOException e) {
      throw CannotListen.because(e, portOption);
    }
  }

  private RelaySettings relaySettings(
      RelayOptions options, String secret, InetSocketAddress listen) {
    RelaySettings settings =
        RelaySettings.on(listen, options.users(secret))
            .withRelayed(new RelayedAddress(addresses.primary(), addresses.announcedPrimary()))
            .withPeers(options.peers())
            .withQuotas(options.quotas());
    TlsFiles tls = options.tls();
    return tls == null
        ? settings
        : settings.withTls(
            new InetSocketAddress(listen.getAddress(), options.tlsPort()), tls.read());
  }

  /** Best first. */
  private List<RelayEndpoint> relayEndpoints(
      InetSocketAddress shared, RelayServer relay, HttpOption http) {
    List<RelayEndpoint> endpoints = new ArrayList<>();
    endpoints.add(relayEndpoint(Transport.UDP, shared));
    endpoints.add(relayEndpoint(Transport.TCP, shared));
    InetSocketAddress tls = relay.tlsAddress();
    if (tls != null) {
      endpoints.add(relayEndpoint(Transport.TLS, tls));
    }
    RelayEndpoint named = http.relay();
    if (named != null) {
      endpoints.add(named);
    } else if (http.listen.getPort() != 0 // any port is known too late to announce it
        && !isHiddenFromPeers(http.listen)) {
      endpoints.add(relayEndpoint(Transport.WS, http.listen));
    }
    return endpoints;
  }

  private RelayEndpoint relayEndpoint(Transport transport, InetSocketAddress bound) {
    InetAddress named = publicly(bound);
    return new RelayEndpoint(transport, Endpoint.of(new InetSocketAddress(named, bound.getPort())));
  }

  /** Whether other machines need a proxy to reach it, as they do not for the rest. */
  private boolean isHiddenFromPeers(InetSocketAddress bound) {
    return bound.getAddress().isLoopbackAddress() && !addresses.primary().isLoopbackAddress();
  }

  private InetAddress publicly(InetSocketAddress bound) {
    return bound.getAddress().isAnyLocalAddress()
        ? addresses.announcedPrimary()
        : addresses.announced(bound.getAddress());
  }

  /** A server with one address names no other one itself: its second port tells the mapping. */
  private List<Endpoint> stunEndpoints(StunServer server) {
    List<Corner> corners =
        addresses.alternate() == null ? List.of(Corner.A1_P1, Corner.A1_P2) : List.of(Corner.A1_P1);
    List<Endpoint> endpoints = new ArrayList<>();
    for (Corner corner : corners) {
      InetSocketAddress bound = Objects.requireNonNull(server.address(corner));
      endpoints.add(
          Endpoint.of(new InetSocketAddress(addresses.announcedPrimary(), bound.getPort())));
    }
    return endpoints;
  }

  /**
   * Starts the rendezvous.
   *
   * @return the URL for peers
   */
  String rendezvous(
      HttpOption http, List<Endpoint> stun, List<RelayEndpoint> relays, @Nullable String secret) {
    return url(http, start(http.settings().withStun(stun).withRelays(relays, secret)));
  }

  private RendezvousServer start(RendezvousSettings settings) {
    try {
      RendezvousServer server = foreground.closeLater(RendezvousServer.start(settings));
      listening("rendezvous", "tcp", server.addresses());
      return server;
    } catch (IOException e) {
      throw CannotListen.because(e, "another --http");
    }
  }

  private String url(HttpOption http, RendezvousServer server) {
    if (http.url != null) {
      return http.url.toString();
    }
    InetSocketAddress bound = server.addresses().get(0);
    if (isHiddenFromPeers(bound)) {
      output.line(
          "the rendezvous listens on this machine alone: name the proxy that peers reach it by"
              + " (--url)");
    }
    return "ws://" + AddressText.here(new InetSocketAddress(publicly(bound), bound.getPort()));
  }

  /** Starts STUN alone, with counters at {@code metrics} where that is given. */
  void stun(StunOptions options, @Nullable String secret, @Nullable InetSocketAddress metrics) {
    StunServer server = stun(options, options.first(), secret, null);
    metricsPage(metrics, server.counters()::prometheus);
  }

  private void metricsPage(@Nullable InetSocketAddress address, Supplier<String> text) {
    if (address == null) {
      return;
    }
    try {
      MetricsPage page = foreground.closeLater(MetricsPage.open(address, text));
      listening("metrics", "tcp", List.of(page.address()));
    } catch (IOException e) {
      throw CannotListen.because(e, "another --metrics");
    }
  }

  /** Starts STUN; datagrams on the first port that are none go to {@code other}. */
  private StunServer stun(
      StunOptions options, int firstPort, @Nullable String secret, @Nullable ChannelHandler other) {
    StunServerSettings settings = options.apply(addresses, firstPort, secret);
    if (other != null) {
      // over TCP the relay has that port, and answers Binding requests there
      settings =
          settings.otherTraffic(other).streams(EnumSet.complementOf(EnumSet.of(Corner.A1_P1)));
    }
    StunServer server = start(settings);
    partnered = options.partner != null;
    listening("stun", "udp", server.addresses());
    listening("stun", "tcp", server.streamAddresses());
    return server;
  }

  private StunServer start(StunServerSettings settings) {
    try {
      return foreground.closeLater(StunServer.start(settings));
    } catch (BindException e) {
      throw CannotListen.because(e, STUN_PORTS, "another --public or --alternate");
    }
  }

  private void listening(String service, String protocol, List<InetSocketAddress> where) {
    List<String> texts = where.stream().map(AddressText::here).toList();
    output.line("%-10s  %-3s  %s".formatted(service, protocol, String.join("  ", texts)));
    for (String text : texts) {
      output.event(
          "listening",
          json -> {
            json.writeStringField("service", service);
            json.writeStringField("protocol", protocol);
            json.writeStringField("address", text);
          });
    }
  }

  /** Says that everything is up, and by which URL peers find it. */
  void ready(String role, @Nullable String serverUrl) {
    if (partnered) {
      output.line("clients learn what their NAT filters while the partner is there");
    } else if (addresses.alternate() == null
        && !role.equals("rendezvous")
        && !role.equals("relay")) {
      output.line(
          "one address only: clients learn their mapping, not what their NAT filters"
              + " (--alternate or --partner)");
    }
    if (role.equals("serve") && addresses.announcedPrimary() instanceof Inet6Address) {
      output.line(
          "paths between peers are IPv4: without an IPv4 --public, STUN and relay serve other clients"
              + " alone");
    }
    output.line(serverUrl == null ? "ready" : "ready; peers use --server " + serverUrl);
    output.event(
        "ready",
        json -> {
          json.writeStringField("role", role);
          if (serverUrl != null) {
            json.writeStringField("server", serverUrl);
          }
        });
  }
}
