package dev.awl.peer.identity;

import java.io.IOException;

/** The identity cannot be read or stored; the message is one line for people. */
public final class IdentityException extends IOException {

  IdentityException(String message) {
    super(message);
  }

  IdentityException(String message, Throwable cause) {
    super(message, cause);
  }
}
