package dev.awl.peer.pairing;

import dev.awl.wire.rendezvous.MailboxEnd;

/** What one side of a pairing wants done. */
sealed interface PairingCommand {

  /** Leave a letter for the other side. */
  record Send(byte[] letter) implements PairingCommand {}

  /** Keep the peer; the answer is {@link PairingEvent.Stored} or {@code NotStored}. */
  record Store(PairedPeer peer) implements PairingCommand {}

  /** Close the mailbox and tell the other side why. */
  record Close(MailboxEnd why) implements PairingCommand {}

  /** Both sides have each other's key. The last command. */
  record Finish(PairedPeer peer) implements PairingCommand {}

  /** It came to nothing. The last command. */
  record Fail(PairingException why) implements PairingCommand {}
}
