package dev.awl.relay.server;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** The way back to one client. */
interface ClientEnd {

  FiveTuple fiveTuple();

  /** Ends the connection that it has of its own; a datagram client has none. */
  void hangUp();

  /** Sends one whole STUN message; owned. */
  void writeMessage(ByteBuf message);

  /** Sends a peer's payload in ChannelData; owned. */
  void writeChannelData(int channel, ByteBuf payload);

  /** Sends a peer's payload in a Data indication; owned. */
  void writeIndication(InetSocketAddress peer, ByteBuf payload);
}
