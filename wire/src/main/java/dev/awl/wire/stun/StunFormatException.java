package dev.awl.wire.stun;

/** A datagram that is not a well-formed STUN message. Stackless: malformed input must be cheap. */
public final class StunFormatException extends Exception {

  public StunFormatException(String message) {
    super(message, null, false, false);
  }
}
