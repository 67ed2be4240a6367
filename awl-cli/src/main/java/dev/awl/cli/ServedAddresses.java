package dev.awl.cli;

import java.net.InetAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a server serves.
 *
 * @param alternate null: one address only
 * @param external what clients see instead of a served address
 */
record ServedAddresses(
    InetAddress primary, @Nullable InetAddress alternate, Map<InetAddress, InetAddress> external) {

  /** What peers are told. */
  InetAddress announced(InetAddress served) {
    return external.getOrDefault(served, served);
  }

  InetAddress announcedPrimary() {
    return announced(primary);
  }
}
