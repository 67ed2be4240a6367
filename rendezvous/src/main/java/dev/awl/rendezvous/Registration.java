package dev.awl.rendezvous;

import dev.awl.rendezvous.RegistrationEvent.Alive;
import dev.awl.rendezvous.RegistrationEvent.Delivered;
import dev.awl.rendezvous.RegistrationEvent.Enlisted;
import dev.awl.rendezvous.RegistrationEvent.Gone;
import dev.awl.rendezvous.RegistrationEvent.Located;
import dev.awl.rendezvous.RegistrationEvent.Malformed;
import dev.awl.rendezvous.RegistrationEvent.Opened;
import dev.awl.rendezvous.RegistrationEvent.Received;
import dev.awl.rendezvous.RegistrationEvent.Undeliverable;
import dev.awl.wire.Machine;
import dev.awl.wire.rendezvous.Endpoint;
import dev.awl.wire.rendezvous.ErrorCode;
import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.PeerKey;
import dev.awl.wire.rendezvous.RegistrationProof;
import dev.awl.wire.rendezvous.RendezvousMessage;
import dev.awl.wire.rendezvous.RendezvousMessage.Answer;
import dev.awl.wire.rendezvous.RendezvousMessage.Challenge;
import dev.awl.wire.rendezvous.RendezvousMessage.Found;
import dev.awl.wire.rendezvous.RendezvousMessage.Letter;
import dev.awl.wire.rendezvous.RendezvousMessage.Lookup;
import dev.awl.wire.rendezvous.RendezvousMessage.MailboxClosed;
import dev.awl.wire.rendezvous.RendezvousMessage.NotFound;
import dev.awl.wire.rendezvous.RendezvousMessage.Offer;
import dev.awl.wire.rendezvous.RendezvousMessage.OpenMailbox;
import dev.awl.wire.rendezvous.RendezvousMessage.Refused;
import dev.awl.wire.rendezvous.RendezvousMessage.Register;
import dev.awl.wire.rendezvous.RendezvousMessage.Reject;
import dev.awl.wire.rendezvous.RendezvousMessage.RelayGrant;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import dev.awl.wire.rendezvous.SessionId;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** One connection of a peer, from the challenge to its end; the package documentation draws it. */
final class Registration implements Machine<RegistrationEvent, RegistrationCommand> {

  static final Duration REGISTRATION_DEADLINE = Duration.ofSeconds(5);

  /** Below the idle time-out of NATs and proxies for TCP. */
  static final Duration PING_INTERVAL = Duration.ofSeconds(20);

  /** Two pings lost, and a bit. */
  static final Duration IDLE_TIMEOUT = Duration.ofSeconds(50);

  static final int BURST = 64;
  static final int MESSAGES_PER_SECOND = 20;

  /** A peer that goes on after this many refusals is closed. */
  static final int MAX_REFUSALS = 128;

  private enum State {
    NEW,
    CHALLENGED,
    ENLISTING,
    REGISTERED,
    CLOSED
  }

  private final RendezvousSettings settings;
  private final RelayGrants grants;
  private final Endpoint observed;
  private final byte[] nonce;
  private final Queue<RegistrationCommand> commands = new ArrayDeque<>();
  private final OutstandingOffers offers = new OutstandingOffers(commands);

  private State state = State.NEW;
  private @Nullable PeerId self;
  private @Nullable RateLimit limit;
  private int refusals;
  private long registerBy = NEVER;
  private long pingAt = NEVER;
  private long idleAt = NEVER;
  private long grantAt = NEVER;

  /**
   * A machine for a connection that is not open yet.
   *
   * @param nonce unpredictable, for this connection alone
   */
  Registration(RendezvousSettings settings, RelayGrants grants, Endpoint observed, byte[] nonce) {
    this.settings = settings;
    this.grants = grants;
    this.observed = observed;
    this.nonce = nonce;
  }

  @Override
  public void handle(long now, RegistrationEvent event) {
    if (state == State.CLOSED) {
      return;
    }
    if (event instanceof Opened) {
      open(now);
    } else if (event instanceof Received received) {
      received(now, received.message());
    } else if (event instanceof Malformed malformed) {
      close(ErrorCode.BAD_MESSAGE, "not a rendezvous message: " + malformed.reason());
    } else if (event instanceof Alive) {
      idleAt = now + IDLE_TIMEOUT.toNanos();
    } else if (event instanceof Enlisted) {
      enlisted(now);
    } else if (event instanceof Located located) {
      located(located);
    } else if (event instanceof Undeliverable gone) {
      answered(gone.to(), gone.session());
      send(offline(gone.to(), gone.session()));
    } else if (event instanceof Delivered delivered) {
      delivered(delivered.message());
    } else if (event instanceof Gone) {
      end();
    }
  }

  private void open(long now) {
    state = State.CHALLENGED;
    limit = new RateLimit(now, BURST, MESSAGES_PER_SECOND);
    registerBy = now + REGISTRATION_DEADLINE.toNanos();
    idleAt = now + IDLE_TIMEOUT.toNanos();
    send(new Challenge(nonce));
  }

  private void received(long now, RendezvousMessage message) {
    idleAt = now + IDLE_TIMEOUT.toNanos();
    if (state == State.CHALLENGED && message instanceof Register register) {
      register(register);
    } else if (state != State.REGISTERED) {
      close(ErrorCode.BAD_MESSAGE, "register first");
    } else if (limit == null || !limit.take(now)) {
      refuse(message);
    } else if (message instanceof Lookup lookup) {
      commands.add(new RegistrationCommand.Find(lookup.peer()));
    } else if (message instanceof Offer m) {
      call(now, m);
    } else if (message instanceof Answer m) {
      giveBack(m.peer(), m.session(), from -> new Answer(from, m.session(), m.payload()));
    } else if (message instanceof Reject m) {
      giveBack(m.peer(), m.session(), from -> new Reject(from, m.session(), m.reason()));
    } else if (message instanceof OpenMailbox
        || message instanceof Letter
        || message instanceof MailboxClosed) {
      commands.add(new RegistrationCommand.UseMailbox(message));
    } else {
      close(ErrorCode.BAD_MESSAGE, "that message is the server's to send");
    }
  }

  private void register(Register register) {
    if (!settings.names().isEmpty() && !settings.names().contains(register.server())) {
      close(ErrorCode.BAD_SIGNATURE, "this server is not " + register.server());
      return;
    }
    try {
      PeerKey key = PeerKey.ofSubjectPublicKeyInfo(register.spki());
      byte[] signed = RegistrationProof.signedBytes(nonce, register.server());
      if (key.verifies(signed, register.signature())) {
        state = State.ENLISTING;
        self = key.id();
        commands.add(new RegistrationCommand.Enlist(key, register.reachable()));
      } else {
        close(ErrorCode.BAD_SIGNATURE, "the registration's signature is not the key's");
      }
    } catch (InvalidKeyException e) {
      close(ErrorCode.BAD_SIGNATURE, String.valueOf(e.getMessage()));
    }
  }

  private void enlisted(long now) {
    PeerId peer = self;
    if (state == State.ENLISTING && peer != null) {
      state = State.REGISTERED;
      registerBy = NEVER;
      pingAt = now + PING_INTERVAL.toNanos();
      send(new Welcome(observed, settings.stun(), settings.relays(), grants.issue(peer)));
      scheduleGrant(now);
    }
  }

  private void scheduleGrant(long now) {
    grantAt = grants.areGiven() ? now + grants.renewAfter().toNanos() : NEVER;
  }

  /** The route stands before the offer leaves. */
  private void call(long now, Offer offer) {
    PeerId from = self;
    if (from != null) {
      PeerId to = offer.peer();
      SessionId session = offer.session();
      offers.add(now, new AnswerRoute(from, to, session));
      commands.add(
          new RegistrationCommand.Forward(to, session, new Offer(from, session, offer.payload())));
    }
  }

  private interface Addressed {
    RendezvousMessage from(PeerId sender);
  }

  private void giveBack(PeerId caller, SessionId session, Addressed message) {
    PeerId callee = self;
    if (callee != null) {
      AnswerRoute route = new AnswerRoute(caller, callee, session);
      commands.add(new RegistrationCommand.Return(route, message.from(callee)));
    }
  }

  private void answered(PeerId callee, SessionId session) {
    if (self != null) {
      offers.remove(new AnswerRoute(self, callee, session));
    }
  }

  private void refuse(RendezvousMessage message) {
    if (++refusals > MAX_REFUSALS) {
      close(ErrorCode.BAD_MESSAGE, "too many messages");
      return;
    }
    PeerId about = null;
    SessionId session = null;
    if (message instanceof Offer offer) {
      about = offer.peer();
      session = offer.session();
    } else if (message instanceof Lookup lookup) {
      about = lookup.peer();
    }
    send(new Refused(ErrorCode.RATE_LIMITED, "too many messages; wait a second", about, session));
  }

  private void located(Located located) {
    PeerKey key = located.key();
    send(
        key == null
            ? new NotFound(located.peer())
            : new Found(located.peer(), key.subjectPublicKeyInfo()));
  }

  private static Refused offline(PeerId peer, SessionId session) {
    String line = "peer " + peer.brief() + " is not registered now";
    return new Refused(ErrorCode.PEER_OFFLINE, line, peer, session);
  }

  private void delivered(RendezvousMessage message) {
    send(message);
    if (message instanceof Answer answer) {
      answered(answer.peer(), answer.session());
    } else if (message instanceof Reject reject) {
      answered(reject.peer(), reject.session());
    } else if (message instanceof Refused refused && refused.code() == ErrorCode.REPLACED) {
      close();
    }
  }

  @Override
  public void handleTimeout(long now) {
    if (now < deadline()) {
      return;
    }
    if (now >= registerBy) {
      close(ErrorCode.REGISTRATION_TIMEOUT, "no registration within 5 s");
    } else if (now >= idleAt) {
      close(); // nobody is there to read a reason
    } else {
      if (now >= pingAt) {
        pingAt = now + PING_INTERVAL.toNanos();
        commands.add(new RegistrationCommand.Ping());
      }
      if (now >= grantAt && self != null) {
        RelayGrant grant = grants.issue(self);
        if (grant != null) {
          send(grant);
        }
        scheduleGrant(now);
      }
      offers.expire(now);
    }
  }

  private void send(RendezvousMessage message) {
    commands.add(new RegistrationCommand.Send(message));
  }

  private void close(ErrorCode code, String reason) {
    send(Refused.of(code, reason));
    close();
  }

  private void close() {
    end();
    commands.add(new RegistrationCommand.Close());
  }

  private void end() {
    state = State.CLOSED;
    registerBy = NEVER;
    pingAt = NEVER;
    idleAt = NEVER;
    grantAt = NEVER;
    offers.clear();
  }

  @Override
  public @Nullable RegistrationCommand poll() {
    return commands.poll();
  }

  @Override
  public long deadline() {
    long ofConnection = Math.min(Math.min(registerBy, pingAt), Math.min(idleAt, grantAt));
    return Math.min(ofConnection, offers.deadline());
  }
}
