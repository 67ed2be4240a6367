package dev.awl.peer.registration;

import dev.awl.wire.rendezvous.MailboxEnd;
import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.RendezvousMessage;
import dev.awl.wire.rendezvous.SessionId;
import java.time.Duration;

/** What happens on a {@link RendezvousLink}; called on its event loop. */
public interface RendezvousListener {

  /**
   * This peer is registered, the first time or again; the servers may be other ones than before.
   */
  void registered(RendezvousMessage.Welcome welcome);

  /** The right to use the relays, renewed before the old one ends. */
  void relayGrant(RendezvousMessage.RelayGrant grant);

  /**
   * Not registered, or no longer.
   *
   * @param reason one line for people: what failed, where, what to do
   * @param retryIn when the link tries again
   */
  void disconnected(String reason, Duration retryIn);

  /**
   * Not registered any more, because another process with this identity is. The link goes on by
   * itself: registered again, it only calls, until {@link #released}.
   *
   * @param reason one line for people
   */
  void takenOver(String reason);

  /** The other process has ended: registered again, the link is reachable as before. */
  void released();

  /**
   * A peer looked up is registered.
   *
   * @param spki its SubjectPublicKeyInfo, checked to be the one of the ID
   */
  void found(PeerId peer, byte[] spki);

  /** A peer looked up is not registered. */
  void notFound(PeerId peer);

  /** Somebody sends an offer; {@code from} is only proven by opening it. */
  void offer(PeerId from, SessionId session, byte[] sealed);

  /** Somebody answers an offer; proven by opening it. */
  void answer(PeerId from, SessionId session, byte[] sealed);

  /** Somebody, or the server in its name, refuses an offer. */
  void rejected(PeerId by, SessionId session, String reason);

  /** The mailbox asked for. */
  default void mailbox(int number, Duration lifetime) {}

  /** The other side of a mailbox left a letter. */
  default void letter(int mailbox, byte[] payload) {}

  /** A mailbox is no more, or (0) was not to be had. */
  default void mailboxClosed(int mailbox, MailboxEnd why) {}

  /** The server, or the link, refuses something; the error says about whom and which session. */
  void error(RendezvousMessage.Refused error);
}
