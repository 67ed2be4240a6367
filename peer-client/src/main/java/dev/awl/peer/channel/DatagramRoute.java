package dev.awl.peer.channel;

import io.netty.buffer.ByteBuf;

/**
 * Where a channel's datagrams go: the path layer's side of the channel. Called on the event loop.
 *
 * <p>A route never queues without bound: what it cannot send now, it drops; QUIC recovers.
 */
public interface DatagramRoute {

  /**
   * Sends one QUIC datagram, or several in one buffer.
   *
   * @param datagrams owned by the route from here on
   * @param segmentSize 0: one datagram. Otherwise every datagram in the buffer has this size, the
   *     last one may be shorter; a route that cannot hand them over as one batch (UDP_SEGMENT)
   *     splits them
   */
  void write(ByteBuf datagrams, int segmentSize);

  /** Sends what {@link #write} took: the end of a batch. */
  void flush();
}
