package dev.awl.peer.trust;

import java.io.IOException;

/** The file of known peers cannot be used; the message is one line for people. */
public final class TrustException extends IOException {

  private static final long serialVersionUID = 1;

  TrustException(String message) {
    super(message);
  }

  TrustException(String message, Throwable cause) {
    super(message, cause);
  }
}
