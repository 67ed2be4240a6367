package dev.awl.wire.rendezvous;

/** Text that is no rendezvous message; the message is one line, and there is no stack trace. */
public final class RendezvousFormatException extends Exception {

  RendezvousFormatException(String message) {
    super(message, null, false, false);
  }
}
