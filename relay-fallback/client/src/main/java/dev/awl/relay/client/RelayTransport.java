package dev.awl.relay.client;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** How messages travel to the relay. All calls on the event loop. */
interface RelayTransport {

  /** Sends one whole STUN message; owned. */
  void writeMessage(ByteBuf message);

  /**
   * Sends ChannelData: header and payload as they are, padding if the transport needs it; owned.
   */
  void writeChannelData(ByteBuf header, ByteBuf payload);

  void flush();

  /** Goes on to another server; the session is told when the way is open. */
  void redirect(InetSocketAddress server);

  InetSocketAddress server();

  ByteBuf buffer(int capacity);

  void close();
}
