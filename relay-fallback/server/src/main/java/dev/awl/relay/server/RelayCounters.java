package dev.awl.relay.server;

import java.util.concurrent.atomic.LongAdder;

/** What the relay has seen; written by every event loop, read by anybody. */
public final class RelayCounters {

  RelayCounters() {}

  final LongAdder allocationsOpened = new LongAdder();
  final LongAdder allocationsClosed = new LongAdder();
  final LongAdder packetsToPeers = new LongAdder();
  final LongAdder bytesToPeers = new LongAdder();
  final LongAdder packetsToClients = new LongAdder();
  final LongAdder bytesToClients = new LongAdder();
  final LongAdder challenges = new LongAdder();
  final LongAdder refusedPeers = new LongAdder();
  final LongAdder unpermitted = new LongAdder();
  final LongAdder malformed = new LongAdder();
  final LongAdder limited = new LongAdder();
  final LongAdder tooFast = new LongAdder();
  final LongAdder overflow = new LongAdder();

  /**
   * The counters at one moment.
   *
   * @param allocations open now
   * @param challenges 401 and 438 answers
   * @param refusedPeers requests and packets for peers that the policy forbids
   * @param unpermitted packets without allocation, permission or channel
   * @param malformed what was neither STUN nor ChannelData, or broken
   * @param limited answers withheld from a source that asks too much
   * @param tooFast packets dropped beyond an allocation's or user's rate
   * @param overflow packets dropped because a socket could not take more, or that were too long
   */
  public record Snapshot(
      long allocations,
      long allocationsOpened,
      long packetsToPeers,
      long bytesToPeers,
      long packetsToClients,
      long bytesToClients,
      long challenges,
      long refusedPeers,
      long unpermitted,
      long malformed,
      long limited,
      long tooFast,
      long overflow) {}

  /** The counts now, as Prometheus reads them. */
  public String prometheus() {
    return RelayMetrics.of(snapshot());
  }

  public Snapshot snapshot() {
    long opened = allocationsOpened.sum();
    return new Snapshot(
        opened - allocationsClosed.sum(),
        opened,
        packetsToPeers.sum(),
        bytesToPeers.sum(),
        packetsToClients.sum(),
        bytesToClients.sum(),
        challenges.sum(),
        refusedPeers.sum(),
        unpermitted.sum(),
        malformed.sum(),
        limited.sum(),
        tooFast.sum(),
        overflow.sum());
  }
}
