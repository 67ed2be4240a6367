package dev.awl.peer.path;

import dev.awl.peer.path.RelayLink.RelayServer.Transport;
import dev.awl.relay.client.RelayCredentials;
import dev.awl.relay.client.RelayListener;
import dev.awl.relay.client.RelaySession;
import dev.awl.wire.rendezvous.RelayEndpoint;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The peer's allocation on the relay, kept: asked for over UDP; when that is silent for a moment
 * over TCP, TLS and WebSocket as well, one after the other without waiting for any to fail (RFC
 * 8305's idea); the first one that comes is used. A lost one is asked for again, with growing
 * waits.
 */
public final class RelayLink {

  private static final Logger LOG = LoggerFactory.getLogger(RelayLink.class);

  /** How long UDP, which needs two round trips, is given before others are tried beside it. */
  private static final long UDP_ALONE_MILLIS = 400;

  /** Between the others (RFC 8305 section 5). */
  private static final long NEXT_AFTER_MILLIS = 250;

  private static final long FIRST_RETRY_MILLIS = 1_000;
  private static final long LONGEST_RETRY_MILLIS = 30_000;
  private static final int MAX_PERMITTED = 512;

  /**
   * Where a relay listens.
   *
   * @param host the name its certificate has
   */
  public record RelayServer(Transport transport, InetSocketAddress address, String host) {
    /** How the client talks to the relay, in the order they are tried. */
    public enum Transport {
      UDP,
      TCP,
      TLS,
      WSS,
      WS
    }

    URI webSocket() {
      String scheme = transport == Transport.WSS ? "wss" : "ws";
      String name = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
      return URI.create(
          scheme + "://" + name + ":" + address.getPort() + RelayEndpoint.WEB_SOCKET_PATH);
    }
  }

  /** What the owner wants to know. */
  public interface Listener {
    void allocated(InetSocketAddress relayed, RelayServer server);

    /** The allocation is gone, or none could be had; it is tried again. */
    void unavailable(String reason);
  }

  private final PeerSocket socket;
  private final EventLoop loop;
  private final Listener listener;
  private final Map<InetAddress, Integer> permitted = new LinkedHashMap<>(); // by how many
  private List<RelayServer> servers = List.of();
  private @Nullable RelayCredentials credentials;
  private final Map<Transport, Attempt> attempts = new EnumMap<>(Transport.class);
  private final Deque<RelayServer> untried = new ArrayDeque<>();
  private @Nullable Attempt current;
  private @Nullable Future<?> timer;
  private long retryMillis = FIRST_RETRY_MILLIS;
  private boolean closed;

  public RelayLink(PeerSocket socket, Listener listener) {
    this.socket = socket;
    this.loop = socket.loop();
    this.listener = listener;
  }

  /** Takes the relays and fresh credentials; an allocation that stands is kept. */
  public void use(List<RelayServer> servers, RelayCredentials credentials) {
    this.servers = List.copyOf(servers);
    this.credentials = credentials;
    if (current == null && attempts.isEmpty()) {
      cancelTimer();
      allocate();
    }
  }

  /** Our relayed address; null while there is none. */
  public @Nullable InetSocketAddress relayed() {
    return current == null ? null : current.relayed;
  }

  /**
   * Lets {@code peer} send to our relayed address, now and after every new allocation, until it is
   * forgotten as often. False: there are too many.
   */
  public boolean permit(InetAddress peer) {
    if (permitted.size() >= MAX_PERMITTED && !permitted.containsKey(peer)) {
      return false;
    }
    boolean first = permitted.merge(peer, 1, Integer::sum) == 1;
    if (first && current != null) {
      current.session().permit(peer);
    }
    return true;
  }

  /** One of those who had it permitted needs it no more. */
  void forget(InetAddress peer) {
    boolean last =
        permitted.computeIfPresent(peer, (same, users) -> users == 1 ? null : users - 1) == null;
    if (last && current != null) {
      current.session().forget(peer);
    }
  }

  void bindChannel(InetSocketAddress peer) {
    if (current != null) {
      current.session().bindChannel(peer);
    }
  }

  /** Sends through the allocation; dropped where there is none. Owned. */
  void send(InetSocketAddress peer, ByteBuf payload) {
    if (current == null) {
      payload.release();
    } else {
      current.session().send(peer, payload);
    }
  }

  void flush() {
    if (current != null) {
      current.session().flush();
    }
  }

  private void allocate() {
    untried.clear();
    for (Transport transport : Transport.values()) {
      for (RelayServer server : servers) {
        if (server.transport() == transport) {
          untried.add(server);
          break;
        }
      }
    }
    tryNext();
  }

  private void tryNext() {
    timer = null;
    RelayCredentials with = credentials;
    RelayServer next = untried.poll();
    if (next == null || with == null || current != null || closed) {
      return;
    }
    attempts.put(next.transport(), begin(next, with));
    if (!untried.isEmpty()) {
      long wait = next.transport() == Transport.UDP ? UDP_ALONE_MILLIS : NEXT_AFTER_MILLIS;
      timer = loop.schedule(this::tryNext, wait, TimeUnit.MILLISECONDS);
    }
  }

  private Attempt begin(RelayServer server, RelayCredentials with) {
    InetSocketAddress address = server.address();
    Attempt attempt = new Attempt(server);
    RelaySession session =
        switch (server.transport()) {
          case UDP -> RelaySession.overUdp(socket.channel(), address, with, attempt);
          case TCP -> RelaySession.overTcp(loop, address, with, attempt);
          case TLS ->
              RelaySession.overTls(
                  loop, address, server.host(), TrustedAuthorities.context(), with, attempt);
          case WSS ->
              RelaySession.overWebSocket(
                  loop, address, server.webSocket(), TrustedAuthorities.context(), with, attempt);
          case WS ->
              RelaySession.overWebSocket(loop, address, server.webSocket(), null, with, attempt);
        };
    attempt.session = session;
    if (server.transport() == Transport.UDP) {
      socket.useRelay(session, address);
    }
    return attempt;
  }

  private void won(Attempt attempt) {
    current = attempt;
    retryMillis = FIRST_RETRY_MILLIS;
    cancelTimer();
    untried.clear();
    for (Attempt other : List.copyOf(attempts.values())) {
      if (other != attempt) {
        end(other);
      }
    }
    permitted.keySet().forEach(attempt.session()::permit);
  }

  private void over(Attempt attempt, String reason) {
    boolean wasCurrent = attempt == current;
    end(attempt);
    if (closed || (!wasCurrent && current != null)) {
      return;
    }
    if (!untried.isEmpty()) {
      cancelTimer(); // refused before its time was up: the next one need not wait
      tryNext();
    }
    if (!attempts.isEmpty()) {
      return;
    }
    LOG.debug("no allocation: {}", reason);
    listener.unavailable(reason);
    long jitter = ThreadLocalRandom.current().nextLong(retryMillis / 2 + 1);
    timer = loop.schedule(this::allocate, retryMillis + jitter, TimeUnit.MILLISECONDS);
    retryMillis = Math.min(2 * retryMillis, LONGEST_RETRY_MILLIS);
  }

  private void end(Attempt attempt) {
    attempt.ended = true;
    attempt.session().close();
    attempts.remove(attempt.server.transport(), attempt);
    if (attempt.server.transport() == Transport.UDP) {
      socket.useRelay(null, null);
    }
    if (attempt == current) {
      current = null;
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** Gives the allocation back. */
  public void close() {
    closed = true;
    cancelTimer();
    untried.clear();
    List.copyOf(attempts.values()).forEach(this::end);
  }

  /** One try for an allocation. */
  private final class Attempt implements RelayListener {
    final RelayServer server;
    @Nullable RelaySession session;
    @Nullable InetSocketAddress relayed;
    boolean ended;

    Attempt(RelayServer server) {
      this.server = server;
    }

    RelaySession session() {
      return java.util.Objects.requireNonNull(session, "the session is set where it begins");
    }

    @Override
    public void allocated(InetSocketAddress address, InetSocketAddress mapped) {
      if (ended || current != null) {
        return;
      }
      relayed = address;
      won(this);
      listener.allocated(address, server);
    }

    @Override
    public void redirected(InetSocketAddress server) {
      if (!ended && session != null && this.server.transport() == Transport.UDP) {
        socket.useRelay(session, server);
      }
    }

    @Override
    public void permitted(InetAddress peer) {
      // The first probe that gets through says more.
    }

    @Override
    public void data(InetSocketAddress peer, ByteBuf payload) {
      socket.receiveRelayed(peer, payload);
    }

    @Override
    public void failed(String reason) {
      if (!ended) {
        over(this, reason);
      }
    }
  }
}
