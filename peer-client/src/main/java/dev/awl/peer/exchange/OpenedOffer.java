package dev.awl.peer.exchange;

import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.PeerKey;

/** An offer that is proven to come from its sender, and what the answer needs. */
public final class OpenedOffer {

  private final Offer offer;
  private final PeerKey initiator;
  private final PeerKey ephemeral;
  private final byte[] sealed;

  OpenedOffer(Offer offer, PeerKey initiator, PeerKey ephemeral, byte[] sealed) {
    this.offer = offer;
    this.initiator = initiator;
    this.ephemeral = ephemeral;
    this.sealed = sealed;
  }

  /** The content. */
  public Offer offer() {
    return offer;
  }

  /** Who sent it. */
  public PeerId from() {
    return initiator.id();
  }

  /** The sender's key. */
  public PeerKey initiator() {
    return initiator;
  }

  PeerKey ephemeral() {
    return ephemeral;
  }

  byte[] sealed() {
    return sealed;
  }
}
