package dev.awl.peer.service;

import java.io.IOException;

/** A service cannot be listed or listened for; the message is one line for people. */
public final class ServiceException extends IOException {

  ServiceException(String message) {
    super(message);
  }
}
