package dev.awl.peer.exchange;

/**
 * An offer or answer that must not be believed, or cannot be made; the message is one line and says
 * why. Strangers can cause it at will, so it has no stack trace.
 */
public final class ExchangeException extends Exception {

  ExchangeException(String message) {
    super(message, null, false, false);
  }
}
