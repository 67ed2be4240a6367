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

  /** Enter the peer into the directory; the answer is {@link RegistrationEvent.Enlisted}. */
  record Enlist(PeerKey key) implements RegistrationCommand {}

  /** Look a peer up; the answer is {@link RegistrationEvent.Located}. */
  record Find(PeerId peer) implements RegistrationCommand {}

  /** Pass a message on; the answer is {@link RegistrationEvent.Undeliverable} or nothing. */
  record Forward(PeerId to, SessionId session, RendezvousMessage message)
      implements RegistrationCommand {}

  /** Close the connection, after what was sent. */
  record Close() implements RegistrationCommand {}
}
