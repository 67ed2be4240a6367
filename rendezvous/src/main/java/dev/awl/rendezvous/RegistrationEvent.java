package dev.awl.rendezvous;

import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.PeerKey;
import dev.awl.wire.rendezvous.RendezvousMessage;
import dev.awl.wire.rendezvous.SessionId;
import org.jspecify.annotations.Nullable;

/** What happens to a connection. */
sealed interface RegistrationEvent {

  /** The WebSocket is open. */
  record Opened() implements RegistrationEvent {}

  /** The peer sent a message. */
  record Received(RendezvousMessage message) implements RegistrationEvent {}

  /** The peer sent what is no message. */
  record Malformed(String reason) implements RegistrationEvent {}

  /** The peer answered a ping. */
  record Alive() implements RegistrationEvent {}

  /** The directory has the peer. */
  record Enlisted() implements RegistrationEvent {}

  /** The directory's answer to {@link RegistrationCommand.Find}; no key: not registered. */
  record Located(PeerId peer, @Nullable PeerKey key) implements RegistrationEvent {}

  /** A message to that peer could not be delivered. */
  record Undeliverable(PeerId to, SessionId session) implements RegistrationEvent {}

  /** The bus brought a message for this peer. */
  record Delivered(RendezvousMessage message) implements RegistrationEvent {}

  /** The connection is gone. */
  record Gone() implements RegistrationEvent {}
}
