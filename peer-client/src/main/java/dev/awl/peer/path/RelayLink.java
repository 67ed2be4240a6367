package dev.awl.peer.path;

import dev.awl.relay.client.RelayCredentials;
import dev.awl.relay.client.RelayListener;
import dev.awl.relay.client.RelaySession;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The peer's allocation on the relay, kept: asked for over UDP, and over TCP as well when UDP is
 * silent for a moment (RFC 8305's idea); the first one that comes is used. A lost one is asked for
 * again, with growing waits.
 */
public final class RelayLink {

  private static final Logger LOG = LoggerFactory.getLogger(RelayLink.class);

  /** How long UDP is given before TCP is tried beside it. */
  private static final long TCP_AFTER_MILLIS = 700;

  private static final long FIRST_RETRY_MILLIS = 1_000;
  private static final long LONGEST_RETRY_MILLIS = 30_000;
  private static final int MAX_PERMITTED = 512;

  /** Where a relay listens. */
  public record RelayServer(Transport transport, InetSocketAddress address) {
    /** How the client talks to the relay. */
    public enum Transport {
      UDP,
      TCP
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
  private final Set<InetAddress> permitted = new LinkedHashSet<>();
  private List<RelayServer> servers = List.of();
  private @Nullable RelayCredentials credentials;
  private @Nullable Attempt udp;
  private @Nullable Attempt tcp;
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
    if (current == null && udp == null && tcp == null) {
      cancelTimer();
      allocate();
    }
  }

  /** Our relayed address; null while there is none. */
  public @Nullable InetSocketAddress relayed() {
    return current == null ? null : current.relayed;
  }

  /** Lets {@code peer} send to our relayed address, now and after every new allocation. */
  public void permit(InetAddress peer) {
    if (permitted.size() >= MAX_PERMITTED || !permitted.add(peer)) {
      return;
    }
    if (current != null) {
      current.session().permit(peer);
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
    udp = begin(RelayServer.Transport.UDP);
    if (udp == null) {
      beginTcp();
    } else if (first(RelayServer.Transport.TCP) != null) {
      timer = loop.schedule(this::beginTcp, TCP_AFTER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void beginTcp() {
    timer = null;
    if (current == null && tcp == null && !closed) {
      tcp = begin(RelayServer.Transport.TCP);
    }
  }

  private @Nullable RelayServer first(RelayServer.Transport transport) {
    for (RelayServer server : servers) {
      if (server.transport() == transport) {
        return server;
      }
    }
    return null;
  }

  private @Nullable Attempt begin(RelayServer.Transport transport) {
    RelayServer server = first(transport);
    RelayCredentials with = credentials;
    if (server == null || with == null) {
      return null;
    }
    Attempt attempt = new Attempt(server);
    if (transport == RelayServer.Transport.UDP) {
      RelaySession session =
          RelaySession.overUdp(socket.channel(), server.address(), with, attempt);
      attempt.session = session;
      socket.useRelay(session, server.address());
    } else {
      attempt.session = RelaySession.overTcp(loop, server.address(), with, attempt);
    }
    return attempt;
  }

  private void won(Attempt attempt) {
    current = attempt;
    retryMillis = FIRST_RETRY_MILLIS;
    cancelTimer();
    Attempt other = attempt == udp ? tcp : udp;
    if (other != null) {
      end(other);
    }
    permitted.forEach(attempt.session()::permit);
  }

  private void over(Attempt attempt, String reason) {
    boolean wasCurrent = attempt == current;
    end(attempt);
    if (closed || (!wasCurrent && (current != null || udp != null || tcp != null))) {
      return;
    }
    if (timer != null && !wasCurrent) {
      cancelTimer(); // UDP was refused before its time was up: TCP need not wait
      beginTcp();
      if (tcp != null) {
        return;
      }
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
    if (attempt == udp) {
      udp = null;
      socket.useRelay(null, null);
    }
    if (attempt == tcp) {
      tcp = null;
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
    for (Attempt attempt : new Attempt[] {udp, tcp}) {
      if (attempt != null) {
        end(attempt);
      }
    }
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
