package dev.awl.relay.client;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** What an allocation tells its owner, always on the session's event loop. */
public interface RelayListener {

  /**
   * The relay forwards what arrives at {@code relayed}; it sees our packets from {@code mapped}.
   */
  void allocated(InetSocketAddress relayed, InetSocketAddress mapped);

  /** The relay sent us to another one (300), with which the session goes on. */
  default void redirected(InetSocketAddress server) {}

  /** The relay lets this peer's packets through; told once, however often it is refreshed. */
  void permitted(InetAddress peer);

  /** The relay will never let this peer's packets through; nothing is refreshed for it any more. */
  default void refused(InetAddress peer, String reason) {}

  /** A peer's packet; the payload is borrowed. */
  void data(InetSocketAddress peer, ByteBuf payload);

  /** No allocation, or it is lost: final. */
  void failed(String reason);
}
