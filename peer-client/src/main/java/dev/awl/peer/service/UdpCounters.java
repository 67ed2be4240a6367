package dev.awl.peer.service;

/** What became of datagrams that did not arrive; written on the event loop. */
public final class UdpCounters {

  private long malformed;
  private long unknownFlow;
  private long queueFull;
  private long evicted;
  private long overRate;
  private long unexpected;

  UdpCounters() {}

  void countMalformed() {
    malformed++;
  }

  void countUnknownFlow() {
    unknownFlow++;
  }

  void countQueueFull() {
    queueFull++;
  }

  void countEvicted() {
    evicted++;
  }

  void countOverRate() {
    overRate++;
  }

  /** Datagrams above the rate of their service, in either direction. */
  public long overRate() {
    return overRate;
  }

  void countUnexpected() {
    unexpected++;
  }

  /** Datagrams from a host or port that no expectation names, or before any came from it. */
  public long unexpected() {
    return unexpected;
  }

  /** Frames that made no sense. */
  public long malformed() {
    return malformed;
  }

  /** Datagrams of flows that were not open, or no longer. */
  public long unknownFlow() {
    return unknownFlow;
  }

  /** Datagrams that came while the target was still being looked up, beyond what is kept. */
  public long queueFull() {
    return queueFull;
  }

  /** Flows that had to make way for new ones before their time. */
  public long evicted() {
    return evicted;
  }
}
