package dev.awl.relay.server;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** One open relayed port. */
interface RelayedSocket {

  /** The address that peers are told. */
  InetSocketAddress external();

  /** Sends to a peer; owned. */
  void send(InetSocketAddress peer, ByteBuf payload);

  /** Sends with the DF bit set; owned. Only where {@link RelayedPorts#canForbidFragments}. */
  void sendUnfragmented(InetSocketAddress peer, ByteBuf payload);

  /** From now on, what peers send goes to this allocation; before, it is dropped. */
  void attach(Allocation allocation);

  void close();
}
