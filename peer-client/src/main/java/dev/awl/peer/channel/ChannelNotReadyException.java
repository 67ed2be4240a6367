package dev.awl.peer.channel;

import java.io.IOException;

/** A stream was asked for before the channel was ready, after it closed, or when it was full. */
public final class ChannelNotReadyException extends IOException {

  ChannelNotReadyException() {
    this("not connected to the peer");
  }

  ChannelNotReadyException(String why) {
    super(why);
  }

  /** Expected, and thrown by nobody: it only travels in futures. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
