package dev.awl.rendezvous;

import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.PeerKey;
import dev.awl.wire.rendezvous.RendezvousMessage;
import dev.awl.wire.rendezvous.SessionId;

/** What a connection wants done. */
sealed interface RegistrationCommand {

  /** Send to the peer. */
  record Send(RendezvousMessage message) implements RegistrationCommand {}

  /** Send a WebSocket ping. */
  record Ping() implements RegistrationCommand {}

  /**
   * Take the peer in, and, if it is reachable, into the directory; the answer is {@link
   * RegistrationEvent.Enlisted}.
   */
  record Enlist(PeerKey key, boolean reachable) implements RegistrationCommand {}

  /** Look a peer up; the answer is {@link RegistrationEvent.Located}. */
  record Find(PeerId peer) implements RegistrationCommand {}

  /** Answers to this offer come to this connection. */
  record OpenRoute(AnswerRoute route) implements RegistrationCommand {}

  /** No more of them will be taken. */
  record CloseRoute(AnswerRoute route) implements RegistrationCommand {}

  /**
   * Pass an offer to the peer's registered connection; the answer is {@link
   * RegistrationEvent.Undeliverable} or nothing.
   */
  record Forward(PeerId to, SessionId session, RendezvousMessage message)
      implements RegistrationCommand {}

  /**
   * Pass an answer to the connection that waits for it, or else to the caller's registered one; the
   * answer is {@link RegistrationEvent.Undeliverable} or nothing.
   */
  record Return(AnswerRoute route, RendezvousMessage message) implements RegistrationCommand {}

  /** Hand a message about a pairing mailbox to the mailboxes. */
  record UseMailbox(RendezvousMessage message) implements RegistrationCommand {}

  /** Close the connection, after what was sent. */
  record Close() implements RegistrationCommand {}
}
