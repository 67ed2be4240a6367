package dev.awl.peer.channel;

import java.io.IOException;

/** A stream was asked for before the channel was ready or after it closed. */
public final class ChannelNotReadyException extends IOException {

  ChannelNotReadyException() {
    super("not connected to the peer");
  }

  /** Expected, and thrown by nobody: it only travels in futures. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
