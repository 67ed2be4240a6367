package dev.awl.peer.pairing;

import dev.awl.wire.rendezvous.MailboxEnd;

/** What happens to one side of a pairing. */
sealed interface PairingEvent {

  /** The connecting side starts. */
  record Begun() implements PairingEvent {}

  /** The other side's next letter. */
  record Arrived(byte[] letter) implements PairingEvent {}

  /** The mailbox is no more. */
  record Ended(MailboxEnd why) implements PairingEvent {}

  /** {@link PairingCommand.Store} is done. */
  record Stored() implements PairingEvent {}

  /** {@link PairingCommand.Store} failed. */
  record NotStored(String why) implements PairingEvent {}

  /** A deadline may have passed. */
  record Tick() implements PairingEvent {}
}
