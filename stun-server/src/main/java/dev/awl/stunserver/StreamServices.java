package dev.awl.stunserver;

/**
 * What all TCP connections of a server share.
 *
 * @param start when the limiter's time began, of {@link System#nanoTime}
 */
record StreamServices(
    BindingResponder responder,
    SourceLimiter limiter,
    StreamAdmission admission,
    StunCounters counters,
    StreamLimit limit,
    long start) {

  long now() {
    return System.nanoTime() - start;
  }
}
