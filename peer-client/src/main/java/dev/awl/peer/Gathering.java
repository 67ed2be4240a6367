package dev.awl.peer;

import dev.awl.peer.candidate.Candidate;
import dev.awl.peer.candidate.CandidateKind;
import dev.awl.peer.candidate.HostAddresses;
import dev.awl.peer.exchange.Offer;
import dev.awl.peer.path.Monotonic;
import dev.awl.peer.path.PeerSocket;
import dev.awl.peer.path.RelayLink;
import dev.awl.relay.client.RelayCredentials;
import dev.awl.wire.rendezvous.RendezvousMessage.RelayGrant;
import io.netty.util.concurrent.Future;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Knows where this peer may be reached: its host addresses, the address its NAT maps the socket to
 * (asked again before the binding could die), its relayed address.
 */
final class Gathering {

  /** Design, section 6: keep-alive below the binding lifetime, 15 to 20 s when it is unknown. */
  private static final long REFRESH_MILLIS = 15_000;

  private static final long REFRESH_JITTER_MILLIS = 4_000;

  /** A lost packet must not look like a way around the world. */
  private static final long LONGEST_HALF_ROUND_TRIP = 300_000_000;

  private final PeerSocket socket;
  private final RelayLink relay;
  private final boolean withLoopback;
  private final Runnable changed;
  private final List<Runnable> waiting = new ArrayList<>();
  private List<InetSocketAddress> servers = List.of();
  private List<RelayLink.RelayServer> relays = List.of();
  private int server;
  private @Nullable InetSocketAddress mapped;
  private long askedAt;
  private long halfRoundTrip;
  private @Nullable Future<?> refresh;
  private boolean begun;
  private boolean asking;
  private boolean asked;
  private boolean closed;

  /**
   * @param changed runs when the NAT maps the socket to another address than before
   */
  Gathering(PeerSocket socket, RelayLink relay, boolean withLoopback, Runnable changed) {
    this.changed = changed;
    this.socket = socket;
    this.relay = relay;
    this.withLoopback = withLoopback;
  }

  /**
   * Asks these servers, of each kind the first one first; later calls replace them.
   *
   * @param grant for the relays; null: none, or it comes later
   */
  void begin(ServerAddresses addresses, @Nullable RelayGrant grant) {
    servers = addresses.stun();
    relays = addresses.relays();
    if (grant != null) {
      relayGranted(grant);
    }
    server = 0;
    boolean waitsForNothing = mapped == null && !asking;
    if (!begun || waitsForNothing) {
      begun = true;
      ask();
    }
  }

  /** Credentials for the relays that there are, the first ones or new ones. */
  void relayGranted(RelayGrant grant) {
    if (!relays.isEmpty()) {
      relay.use(relays, new RelayCredentials(grant.username(), grant.password()));
    }
  }

  private void ask() {
    if (closed) {
      return;
    }
    cancelRefresh();
    asking = true;
    askedAt = Monotonic.now();
    if (servers.isEmpty()) {
      answered(null);
      return;
    }
    socket.askMappedAddress(servers.get(server % servers.size()), this::answered);
  }

  private void answered(@Nullable InetSocketAddress address) {
    asking = false;
    asked = true;
    if (address == null) {
      server++; // the next one may be alive
    }
    if (address != null) {
      halfRoundTrip = Math.min((Monotonic.now() - askedAt) / 2, LONGEST_HALF_ROUND_TRIP);
    }
    boolean news = address != null && !address.equals(mapped);
    mapped = address;
    tellIfReady();
    if (news) {
      changed.run();
    }
    long wait = REFRESH_MILLIS + ThreadLocalRandom.current().nextLong(REFRESH_JITTER_MILLIS);
    refresh = socket.loop().schedule(this::ask, wait, TimeUnit.MILLISECONDS);
  }

  /** The allocation came, or could not be had. */
  void relayChanged() {
    tellIfReady();
  }

  /** Whether an offer would name an address beyond our own network, or nothing more will come. */
  private boolean isReady() {
    return mapped != null || relay.relayed() != null || asked;
  }

  /** Runs the task as soon as there is something to offer. */
  void whenReady(Runnable task) {
    waiting.add(task);
    tellIfReady();
  }

  private void tellIfReady() {
    if (isReady() && !waiting.isEmpty()) {
      List<Runnable> tasks = List.copyOf(waiting);
      waiting.clear();
      tasks.forEach(Runnable::run);
    }
  }

  /** The address before our NAT; null while it is not known. */
  @Nullable InetSocketAddress mapped() {
    return mapped;
  }

  /** How long a message takes to the servers, as the last STUN answer showed. */
  Duration halfRoundTrip() {
    return Duration.ofNanos(halfRoundTrip);
  }

  /** What an offer or answer names, the most useful first. */
  List<Candidate> candidates() {
    Set<Candidate> all = new LinkedHashSet<>();
    InetSocketAddress relayed = relay.relayed();
    if (mapped != null) {
      all.add(new Candidate(CandidateKind.SERVER_REFLEXIVE, mapped));
    }
    if (relayed != null) {
      all.add(new Candidate(CandidateKind.RELAYED, relayed));
    }
    for (Candidate host : HostAddresses.candidates(socket.localAddress(), withLoopback)) {
      if (host.address().getAddress() instanceof Inet4Address) { // the socket is an IPv4 one
        all.add(host);
      }
    }
    return all.stream().limit(Offer.MAX_CANDIDATES).toList();
  }

  /** The address that stands for the socket in reports: never the wildcard. */
  InetSocketAddress local() {
    InetSocketAddress bound = socket.localAddress();
    if (!bound.getAddress().isAnyLocalAddress()) {
      return bound;
    }
    return HostAddresses.candidates(bound, withLoopback).stream()
        .map(Candidate::address)
        .filter(address -> address.getAddress() instanceof Inet4Address)
        .findFirst()
        .orElse(bound);
  }

  void close() {
    closed = true;
    cancelRefresh();
  }

  private void cancelRefresh() {
    if (refresh != null) {
      refresh.cancel(false);
    }
  }
}
