package dev.awl.peer.registration;

import dev.awl.peer.identity.Identity;
import dev.awl.wire.rendezvous.ErrorCode;
import dev.awl.wire.rendezvous.MailboxEnd;
import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.RendezvousMessage;
import dev.awl.wire.rendezvous.RendezvousMessage.Answer;
import dev.awl.wire.rendezvous.RendezvousMessage.Found;
import dev.awl.wire.rendezvous.RendezvousMessage.Letter;
import dev.awl.wire.rendezvous.RendezvousMessage.Lookup;
import dev.awl.wire.rendezvous.RendezvousMessage.Mailbox;
import dev.awl.wire.rendezvous.RendezvousMessage.MailboxClosed;
import dev.awl.wire.rendezvous.RendezvousMessage.NotFound;
import dev.awl.wire.rendezvous.RendezvousMessage.Offer;
import dev.awl.wire.rendezvous.RendezvousMessage.OpenMailbox;
import dev.awl.wire.rendezvous.RendezvousMessage.Refused;
import dev.awl.wire.rendezvous.RendezvousMessage.Reject;
import dev.awl.wire.rendezvous.RendezvousMessage.RelayGrant;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import dev.awl.wire.rendezvous.SessionId;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this peer registered at a rendezvous server and passes messages through it.
 *
 * <p>Methods may be called from any thread; the listener is called on the event loop. After {@link
 * #close} it is not called again.
 */
public final class RendezvousLink {

  /** For the TCP connection alone. */
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final EventLoop loop;
  private final ServerUri server;
  private final Identity identity;
  private final boolean reachable;
  private final RendezvousListener listener;
  private final @Nullable SslContext tls;
  private final Standby standby;
  private final Backoff backoff = new Backoff(new SecureRandom());

  private @Nullable LinkAttempt current;
  private @Nullable Future<?> timer;
  private boolean closed;

  private RendezvousLink(
      EventLoop loop,
      ServerUri server,
      Identity identity,
      boolean reachable,
      RendezvousListener listener,
      @Nullable SslContext tls,
      Duration standbyInterval) {
    this.standby = new Standby(loop, standbyInterval, this::askForOurselves);
    this.loop = loop;
    this.server = server;
    this.identity = identity;
    this.reachable = reachable;
    this.listener = listener;
    this.tls = tls;
  }

  /**
   * Starts to connect, and keeps trying until closed.
   *
   * @param reachable whether others may find and call this peer. Of one identity one link is
   *     reachable, the latest; any number may be callers that are not. One that was reachable only
   *     calls until the later one has ended, and is reachable again
   * @throws IllegalArgumentException with one line for people: the URI is no rendezvous server's
   */
  public static RendezvousLink open(
      EventLoop loop,
      URI server,
      Identity identity,
      boolean reachable,
      RendezvousListener listener) {
    ServerUri target = ServerUri.of(server);
    try {
      SslContext tls = target.tls() ? SslContextBuilder.forClient().build() : null;
      return open(loop, target, identity, reachable, listener, tls, Standby.INTERVAL);
    } catch (SSLException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  static RendezvousLink open(
      EventLoop loop,
      ServerUri server,
      Identity identity,
      boolean reachable,
      RendezvousListener listener,
      @Nullable SslContext tls,
      Duration standbyInterval) {
    RendezvousLink link =
        new RendezvousLink(loop, server, identity, reachable, listener, tls, standbyInterval);
    link.run(link::connect);
    return link;
  }

  /** Asks for a peer; answered by {@link RendezvousListener#found} or {@code notFound}. */
  public void lookup(PeerId peer) {
    run(
        () -> {
          send(new Lookup(peer), peer, null);
          checkConnection();
        });
  }

  /** Sends a sealed offer; failures come back as {@link RendezvousListener#error}. */
  public void offer(PeerId to, SessionId session, byte[] sealed) {
    run(
        () -> {
          send(new Offer(to, session, sealed), to, session);
          checkConnection();
        });
  }

  /** Something has changed on the way to the network: opens the connection anew if it is dead. */
  public void check() {
    run(this::checkConnection);
  }

  private void checkConnection() {
    if (current != null) {
      current.check();
    }
  }

  /** Sends a sealed answer. */
  public void answer(PeerId to, SessionId session, byte[] sealed) {
    run(() -> send(new Answer(to, session, sealed), to, session));
  }

  /** Refuses an offer. */
  public void reject(PeerId to, SessionId session, String reason) {
    run(() -> send(new Reject(to, session, reason), to, session));
  }

  /** Asks for a pairing mailbox; answered by {@link RendezvousListener#mailbox}. */
  public void openMailbox() {
    run(() -> sendAboutMailbox(0, new OpenMailbox()));
  }

  /** Leaves a letter in a mailbox. */
  public void letter(int mailbox, byte[] payload) {
    run(() -> sendAboutMailbox(mailbox, new Letter(mailbox, payload)));
  }

  /** Closes a mailbox, and tells the other side why. */
  public void closeMailbox(int mailbox, MailboxEnd why) {
    run(() -> sendAboutMailbox(mailbox, new MailboxClosed(mailbox, why)));
  }

  /** What cannot be sent needs no error: a mailbox ends with the connection. */
  private void sendAboutMailbox(int mailbox, RendezvousMessage message) {
    LinkAttempt attempt = current;
    if (attempt == null || !attempt.isRegistered() || !attempt.send(message)) {
      if (!closed) {
        listener.mailboxClosed(mailbox, MailboxEnd.LEFT);
      }
    }
  }

  /** Ends the registration. */
  public void close() {
    run(
        () -> {
          closed = true;
          stop();
        });
  }

  private void run(Runnable action) {
    if (loop.inEventLoop()) {
      action.run();
    } else if (!loop.isShuttingDown()) {
      loop.execute(action);
    }
  }

  private void connect() {
    if (closed) {
      return;
    }
    boolean found = reachable && !standby.isActive();
    LinkAttempt attempt = new LinkAttempt(server, identity, found, new AttemptOwner());
    current = attempt;
    String late = "no registration within " + LinkAttempt.DEADLINE.toSeconds() + " s";
    timer =
        loop.schedule(
            () -> attempt.end(late), LinkAttempt.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    HostLookup.resolve(loop, server.host(), server.port())
        .addListener(
            (Future<InetSocketAddress> resolved) -> {
              if (!resolved.isSuccess()) {
                attempt.end(Reasons.of(resolved.cause()));
              } else if (attempt == current) {
                connectTo(resolved.getNow(), attempt);
              }
            });
  }

  private void connectTo(InetSocketAddress address, LinkAttempt attempt) {
    new Bootstrap()
        .group(loop)
        .channel(LinkPipeline.channelType(loop))
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT.toMillis())
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(new LinkPipeline(server, tls, attempt))
        .connect(address)
        .addListener(
            (ChannelFuture connected) -> {
              if (!connected.isSuccess()) {
                attempt.end(Reasons.of(connected.cause()));
              }
            });
  }

  private void send(
      RendezvousMessage message, @Nullable PeerId about, @Nullable SessionId session) {
    LinkAttempt attempt = current;
    if (attempt == null || !attempt.isRegistered() || !attempt.send(message)) {
      if (!closed) {
        String line = "not connected to the rendezvous server " + server;
        listener.error(new Refused(ErrorCode.NOT_CONNECTED, line, about, session));
      }
    }
  }

  private void askForOurselves() {
    if (current != null) {
      current.send(new Lookup(identity.id())); // what does not go out is asked again
    }
  }

  private void stop() {
    cancelTimer();
    standby.pause();
    LinkAttempt attempt = current;
    current = null;
    if (attempt != null) {
      attempt.abandon();
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** Ignores attempts that are no longer the current one. */
  private final class AttemptOwner implements LinkAttempt.Owner {

    private boolean registered;

    @Override
    public void welcomed(LinkAttempt attempt, Welcome welcome) {
      if (attempt == current) {
        registered = true;
        cancelTimer();
        backoff.reset();
        if (standby.isActive()) {
          standby.askFromNowOn();
        }
        listener.registered(welcome);
      }
    }

    @Override
    public void received(LinkAttempt attempt, RendezvousMessage message) {
      if (attempt != current) {
        return;
      }
      if (standby.isActive() && message instanceof NotFound free && isSelf(free.peer())) {
        registerAgain();
      } else if (standby.isActive() && message instanceof Found taken && isSelf(taken.peer())) {
        return; // the other process is still there
      } else if (message instanceof Found found) {
        found(found);
      } else if (message instanceof NotFound notFound) {
        listener.notFound(notFound.peer());
      } else if (message instanceof Offer offer) {
        listener.offer(offer.peer(), offer.session(), offer.payload());
      } else if (message instanceof Answer answer) {
        listener.answer(answer.peer(), answer.session(), answer.payload());
      } else if (message instanceof Reject reject) {
        listener.rejected(reject.peer(), reject.session(), reject.reason());
      } else if (message instanceof Mailbox mailbox) {
        listener.mailbox(mailbox.number(), Duration.ofSeconds(mailbox.ttlSeconds()));
      } else if (message instanceof Letter letter) {
        listener.letter(letter.mailbox(), letter.payload());
      } else if (message instanceof MailboxClosed gone) {
        listener.mailboxClosed(gone.mailbox(), gone.why());
      } else if (message instanceof RelayGrant grant) {
        listener.relayGrant(grant);
      } else if (message instanceof Refused refused) {
        listener.error(refused);
      }
    }

    private boolean isSelf(PeerId peer) {
      return peer.equals(identity.id());
    }

    /** On a new connection, since one registers once. */
    private void registerAgain() {
      standby.end();
      stop();
      listener.released();
      connect();
    }

    private void found(Found found) {
      if (PeerId.ofSubjectPublicKeyInfo(found.spki()).equals(found.peer())) {
        listener.found(found.peer(), found.spki());
      } else {
        String line = server + " gave a key that is not the one of peer " + found.peer();
        listener.error(new Refused(ErrorCode.BAD_MESSAGE, line, found.peer(), null));
      }
    }

    @Override
    public void ended(LinkAttempt attempt, String reason, @Nullable Refused refusal) {
      if (attempt != current || closed) {
        return;
      }
      stop();
      Duration wait = backoff.next();
      timer = loop.schedule(RendezvousLink.this::connect, wait.toMillis(), TimeUnit.MILLISECONDS);
      if (reachable && refusal != null && refusal.code() == ErrorCode.REPLACED) {
        standby.begin();
        listener.takenOver(
            "another process registered with this identity at "
                + server
                + ": others reach that one until it ends, then this one again; stop one of them");
        return;
      }
      listener.disconnected(line(reason, refusal), wait);
    }

    private String line(String reason, @Nullable Refused refusal) {
      if (refusal != null) {
        return "the rendezvous server " + server + " refused: " + reason;
      }
      return registered
          ? "lost the rendezvous server " + server + ": " + reason
          : "cannot reach the rendezvous server " + server + ": " + reason + "; check its address";
    }
  }
}
