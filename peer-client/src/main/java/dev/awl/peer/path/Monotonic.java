package dev.awl.peer.path;

/** The clock of the shells: nanoseconds since this process loaded it, never negative. */
public final class Monotonic {

  private static final long START = System.nanoTime();

  private Monotonic() {}

  public static long now() {
    return System.nanoTime() - START;
  }
}
