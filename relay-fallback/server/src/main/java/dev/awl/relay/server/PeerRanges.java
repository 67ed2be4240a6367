package dev.awl.relay.server;

import java.util.List;

/**
 * Ranges of peers an operator decided about; what {@code allow} names is allowed even where {@code
 * deny} or the built-in refusals name it too, as in coturn.
 */
public record PeerRanges(List<Cidr> allow, List<Cidr> deny) {

  public static final PeerRanges NONE = new PeerRanges(List.of(), List.of());

  public PeerRanges {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
  }

  /** Allows these beside what is allowed anyway. */
  public static PeerRanges allowing(String... ranges) {
    return new PeerRanges(List.of(ranges).stream().map(Cidr::parse).toList(), List.of());
  }
}
