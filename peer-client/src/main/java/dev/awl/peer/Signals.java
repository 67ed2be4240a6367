package dev.awl.peer;

import dev.awl.peer.registration.RendezvousListener;
import dev.awl.wire.rendezvous.MailboxEnd;
import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.RendezvousMessage.Refused;
import dev.awl.wire.rendezvous.RendezvousMessage.RelayGrant;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import dev.awl.wire.rendezvous.SessionId;
import java.time.Duration;

/**
 * Hands what the rendezvous says to the part of the peer that it concerns. On the event loop.
 *
 * <pre>
 *   registration        PeerClient
 *   relay grants        Gathering
 *   mailboxes, letters  PairingDesk
 *   answers of others   Calls, for the one that waits
 *   offers of others    PeerClient, an Acceptance each
 * </pre>
 */
final class Signals implements RendezvousListener {

  private final PeerClient client;

  Signals(PeerClient client) {
    this.client = client;
  }

  @Override
  public void registered(Welcome welcome) {
    client.registered(welcome);
  }

  @Override
  public void relayGrant(RelayGrant grant) {
    client.gathering().relayGranted(grant);
  }

  @Override
  public void disconnected(String reason, Duration retryIn) {
    client.unregistered(reason, retryIn);
  }

  @Override
  public void takenOver(String reason) {
    client.takenOver(reason);
  }

  @Override
  public void released() {
    client.registration().released();
  }

  @Override
  public void mailbox(int number, Duration lifetime) {
    client.pairing().mailbox(number, lifetime);
  }

  @Override
  public void letter(int mailbox, byte[] payload) {
    client.pairing().letter(mailbox, payload);
  }

  @Override
  public void mailboxClosed(int mailbox, MailboxEnd why) {
    client.pairing().mailboxClosed(mailbox, why);
  }

  @Override
  public void found(PeerId peer, byte[] spki) {
    client.calls().found(peer, spki);
  }

  @Override
  public void notFound(PeerId peer) {
    client.calls().notFound(peer);
  }

  @Override
  public void answer(PeerId from, SessionId session, byte[] sealed) {
    client.calls().answer(from, session, sealed);
  }

  @Override
  public void rejected(PeerId by, SessionId session, String reason) {
    client.calls().rejected(by, session, reason);
  }

  @Override
  public void error(Refused error) {
    client.calls().error(error, client.events()::notice);
  }

  @Override
  public void offer(PeerId from, SessionId session, byte[] sealed) {
    client.offered(from, session, sealed);
  }
}
