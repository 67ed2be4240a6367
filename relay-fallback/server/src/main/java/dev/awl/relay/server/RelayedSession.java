package dev.awl.relay.server;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * An allocation as its operator sees it.
 *
 * @param user the name that quotas count against
 * @param transport {@code udp}, or {@code tcp} for every kind of stream
 * @param relayed one, or one of each family
 * @param peers permissions that stand
 * @param expiresInSeconds unless its client refreshes it
 */
public record RelayedSession(
    String user,
    String transport,
    InetSocketAddress client,
    List<InetSocketAddress> relayed,
    int peers,
    int channels,
    long bytesToPeers,
    long bytesToClient,
    long expiresInSeconds) {

  public RelayedSession {
    relayed = List.copyOf(relayed);
  }
}
