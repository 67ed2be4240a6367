package dev.awl.peer.service;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where the access peer lets users connect to for data, and what it tells them.
 *
 * @param advertised the address that users are told, where the access peer is behind a fixed public
 *     one; null: the one they dialled
 * @param ports those that listeners may take
 */
public record DataConnections(@Nullable InetAddress advertised, PortRange ports) {

  /** The address that the user dialled, any port. */
  public static final DataConnections DEFAULT = new DataConnections(null, PortRange.ANY);
}
