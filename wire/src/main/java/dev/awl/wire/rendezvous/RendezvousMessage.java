package dev.awl.wire.rendezvous;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message between a peer and the rendezvous server.
 *
 * <p>In messages that pass through the server, {@code peer} is the other one: the receiver on the
 * way up, the sender on the way down, where the server has put it.
 */
public sealed interface RendezvousMessage {

  /** The longest payload of an offer or answer, in bytes; real ones have less than 1,000. */
  int MAX_PAYLOAD = 16 * 1024;

  /** The highest number of a mailbox: people type it. */
  int MAX_MAILBOX = 99_999;

  /** The longest text meant for people, in characters. */
  int MAX_TEXT = 512;

  /** Server: sign this to register. */
  record Challenge(byte[] nonce) implements RendezvousMessage {

    /** In bytes. */
    public static final int NONCE_LENGTH = 32;

    public Challenge {
      if (nonce.length != NONCE_LENGTH) {
        throw new IllegalArgumentException("a nonce of " + nonce.length + " bytes");
      }
    }
  }

  /**
   * Peer: registers a key.
   *
   * @param spki the key's SubjectPublicKeyInfo
   * @param server the server as the peer addressed it, {@code host:port}
   * @param signature over {@link RegistrationProof#signedBytes}
   * @param agent name and version of the software
   * @param reachable whether others may find and call the peer here. A caller, which is not, leaves
   *     another connection with this key where it is, and gets the answers to its own offers only
   */
  record Register(byte[] spki, String server, byte[] signature, String agent, boolean reachable)
      implements RendezvousMessage {

    public Register {
      checkText(server);
      checkText(agent);
    }
  }

  /**
   * Server: registered; here is what a peer needs.
   *
   * @param observed where the server sees the peer's connection come from
   * @param stun STUN servers; two ports of one address are two entries
   * @param relays relays, best first
   * @param grant the right to use them; null where there are none
   */
  record Welcome(
      Endpoint observed,
      List<Endpoint> stun,
      List<RelayEndpoint> relays,
      @Nullable RelayGrant grant)
      implements RendezvousMessage {

    /** The most entries of a list. */
    public static final int MAX_SERVERS = 16;

    public Welcome {
      stun = List.copyOf(stun);
      relays = List.copyOf(relays);
      if (stun.size() > MAX_SERVERS || relays.size() > MAX_SERVERS) {
        throw new IllegalArgumentException("more than " + MAX_SERVERS + " servers of a kind");
      }
    }
  }

  /**
   * Server: a time-limited right to use the relays; sent again before it ends.
   *
   * @param username the time it ends, in seconds since 1970, a colon, and the peer's brief ID
   * @param password base64 of the username's HMAC-SHA1 under the secret that the relay shares
   * @param ttlSeconds how long it lasts from now
   */
  record RelayGrant(String username, String password, int ttlSeconds) implements RendezvousMessage {

    public RelayGrant {
      checkText(username);
      checkText(password);
      if (ttlSeconds < 0) {
        throw new IllegalArgumentException("a relay grant of " + ttlSeconds + " s");
      }
    }

    /** Leaves the password out: this may stand in a log. */
    @Override
    public String toString() {
      return "RelayGrant[username=" + username + ", ttlSeconds=" + ttlSeconds + "]";
    }
  }

  /** Peer: is this peer registered, and with which key? */
  record Lookup(PeerId peer) implements RendezvousMessage {}

  /** Server: it is. The receiver must check that the key is the ID's. */
  record Found(PeerId peer, byte[] spki) implements RendezvousMessage {}

  /** Server: it is not. */
  record NotFound(PeerId peer) implements RendezvousMessage {}

  /** An offer from peer to peer, sealed: the server can neither read nor forge it. */
  record Offer(PeerId peer, SessionId session, byte[] payload) implements RendezvousMessage {

    public Offer {
      checkPayload(payload);
    }
  }

  /** The answer to an offer, sealed likewise. */
  record Answer(PeerId peer, SessionId session, byte[] payload) implements RendezvousMessage {

    public Answer {
      checkPayload(payload);
    }
  }

  /** A refusal of an offer, in the open: it says nothing that the server may not know. */
  record Reject(PeerId peer, SessionId session, String reason) implements RendezvousMessage {

    public Reject {
      checkText(reason);
    }
  }

  /** Peer: opens a mailbox, where somebody who knows its number can leave letters. */
  record OpenMailbox() implements RendezvousMessage {}

  /**
   * Server: here is your mailbox.
   *
   * @param number for the other peer to type
   * @param ttlSeconds how long it is kept
   */
  record Mailbox(int number, int ttlSeconds) implements RendezvousMessage {

    public Mailbox {
      checkMailbox(number);
      if (number == 0 || ttlSeconds < 1) {
        throw new IllegalArgumentException("a mailbox without a number or a lifetime");
      }
    }
  }

  /**
   * One letter between the two sides of a mailbox; the server passes it on and keeps nothing. The
   * first letter of a peer that did not open the mailbox makes it the mailbox's one visitor.
   */
  record Letter(int mailbox, byte[] payload) implements RendezvousMessage {

    /** The longest payload, in bytes; real ones have less than 700. */
    public static final int MAX_LENGTH = 1024;

    public Letter {
      checkMailbox(mailbox);
      if (payload.length > MAX_LENGTH) {
        throw new IllegalArgumentException("a letter of " + payload.length + " bytes");
      }
    }
  }

  /** A mailbox's end: a peer's word to the other one, or the server's. 0: none was opened. */
  record MailboxClosed(int mailbox, MailboxEnd why) implements RendezvousMessage {

    public MailboxClosed {
      checkMailbox(mailbox);
    }
  }

  /**
   * Server: something was refused; a closing connection says why first.
   *
   * @param peer whom it was about, or null
   * @param session which attempt it was about, or null
   */
  record Refused(ErrorCode code, String message, @Nullable PeerId peer, @Nullable SessionId session)
      implements RendezvousMessage {

    public Refused {
      checkText(message);
    }

    /** An error about the connection itself. */
    public static Refused of(ErrorCode code, String message) {
      return new Refused(code, message, null, null);
    }
  }

  private static void checkPayload(byte[] payload) {
    if (payload.length > MAX_PAYLOAD) {
      throw new IllegalArgumentException("a payload of " + payload.length + " bytes");
    }
  }

  private static void checkMailbox(int number) {
    if (number < 0 || number > MAX_MAILBOX) {
      throw new IllegalArgumentException("no mailbox has the number " + number);
    }
  }

  /** Text ends up on terminals: no control characters. */
  private static void checkText(String text) {
    if (text.length() > MAX_TEXT || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a text that is too long or has control characters");
    }
  }
}
