package dev.awl.peer.service;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What became of datagrams that did not arrive; written on the event loop. */
public final class UdpCounters {

  private long malformed;
  private long unknownFlow;
  private long queueFull;
  private long evicted;
  private long overRate;
  private long unexpected;
  private long passed;
  private long refused;
  private long pathFull;

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

  void countPassed() {
    passed++;
  }

  /** Datagrams that went on, in either direction. */
  public long passed() {
    return passed;
  }

  void countRefused() {
    refused++;
  }

  /** ICMP errors of targets: nobody listens there. */
  public long refused() {
    return refused;
  }

  void countPathFull() {
    pathFull++;
  }

  /** Frames on the way to the peer that the path had no room for, or that found no path. */
  public long pathFull() {
    return pathFull;
  }

  /** All of them by name, in the order in which they are shown. */
  public Map<String, Long> all() {
    Map<String, Long> all = new LinkedHashMap<>();
    all.put("passed", passed);
    all.put("over_rate", overRate);
    all.put("path_full", pathFull);
    all.put("refused_by_target", refused);
    all.put("queue_full", queueFull);
    all.put("unknown_flow", unknownFlow);
    all.put("evicted_flow", evicted);
    all.put("unexpected", unexpected);
    all.put("malformed", malformed);
    return Collections.unmodifiableMap(all);
  }
}
