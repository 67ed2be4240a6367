package dev.awl.relay.server;

import dev.awl.wire.stun.attribute.AddressFamily;
import org.jspecify.annotations.Nullable;

/** Opens relayed ports. */
interface RelayedPorts {

  /** Two neighbours: the even one to use, the odd one to reserve (RFC 8656 section 18.7). */
  record Pair(RelayedSocket even, RelayedSocket odd) {}

  boolean supports(AddressFamily family);

  /** Whether sockets can set the DF bit; where not, DONT-FRAGMENT is an unknown attribute. */
  boolean canForbidFragments();

  /** Any port, or an even one; null when none is free. */
  @Nullable RelayedSocket open(AddressFamily family, boolean even);

  @Nullable Pair openPair(AddressFamily family);
}
