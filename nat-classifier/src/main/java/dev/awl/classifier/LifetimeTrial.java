package dev.awl.classifier;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One binding left alone for one time, then asked for. */
final class LifetimeTrial {

  /** What became of the binding. */
  enum Verdict {
    /** It is being made, or waits, or is asked for. */
    OPEN,
    ALIVE,
    GONE,
    /** Too much was lost to say. */
    VOID
  }

  private final int socket;
  private final int seconds;
  private @Nullable InetSocketAddress mapped;
  private long askAt = Long.MAX_VALUE;
  private boolean controlHeard;
  private Verdict verdict = Verdict.OPEN;

  LifetimeTrial(int socket, int seconds) {
    this.socket = socket;
    this.seconds = seconds;
  }

  int socket() {
    return socket;
  }

  /** How long the binding is left alone. */
  int seconds() {
    return seconds;
  }

  /** The binding is there: from now on it is left alone. */
  void bound(long now, InetSocketAddress as) {
    mapped = as;
    askAt = now + seconds * 1_000_000_000L;
  }

  @Nullable InetSocketAddress mapped() {
    return mapped;
  }

  /** When the binding is to be asked for, once; {@link Long#MAX_VALUE} before and after. */
  long askAt() {
    return askAt;
  }

  void asked() {
    askAt = Long.MAX_VALUE;
  }

  /** The server answered the asking socket: silence at the other one is the binding's. */
  void controlHeard() {
    controlHeard = true;
  }

  /** Nothing came through the binding. */
  void silent() {
    decide(controlHeard ? Verdict.GONE : Verdict.VOID);
  }

  void decide(Verdict decided) {
    if (verdict == Verdict.OPEN) {
      verdict = decided;
      askAt = Long.MAX_VALUE;
    }
  }

  Verdict verdict() {
    return verdict;
  }
}
