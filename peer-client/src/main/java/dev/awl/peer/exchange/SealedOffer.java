package dev.awl.peer.exchange;

import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.PeerKey;
import dev.awl.wire.rendezvous.SessionId;

/** An offer ready to send, and what its sender needs to open the answer. */
public final class SealedOffer {

  private final PeerKey responder;
  private final SessionId session;
  private final byte[] bytes;
  private final EphemeralKey ephemeral;

  SealedOffer(PeerKey responder, SessionId session, byte[] bytes, EphemeralKey ephemeral) {
    this.responder = responder;
    this.session = session;
    this.bytes = bytes;
    this.ephemeral = ephemeral;
  }

  /** Whom it is for. */
  public PeerId to() {
    return responder.id();
  }

  /** The session that the answer will name. */
  public SessionId session() {
    return session;
  }

  /** The bytes to send. */
  public byte[] bytes() {
    return bytes.clone();
  }

  PeerKey responder() {
    return responder;
  }

  EphemeralKey ephemeral() {
    return ephemeral;
  }
}
