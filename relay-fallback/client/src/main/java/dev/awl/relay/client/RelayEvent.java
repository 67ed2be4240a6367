package dev.awl.relay.client;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** What happens to a {@link RelayClient}. */
public sealed interface RelayEvent {

  /** The way to the server is open: begin, or begin again after {@link RelayCommand.Redirect}. */
  record Start() implements RelayEvent {}

  /** A STUN message came from the server; borrowed. */
  record Received(ByteBuf message) implements RelayEvent {}

  /** The owner wants packets from this peer. */
  record Permit(InetAddress peer) implements RelayEvent {}

  /** The owner wants the short header for this peer. */
  record BindChannel(InetSocketAddress peer) implements RelayEvent {}

  /** The owner has no more business with this peer: its permission and channels may expire. */
  record Forget(InetAddress peer) implements RelayEvent {}

  /** Data left for the relay and nothing has come back since: look after it. */
  record SentUnheard() implements RelayEvent {}

  /** The transport is gone. */
  record TransportLost(String reason) implements RelayEvent {}

  /** The owner is done. */
  record Close() implements RelayEvent {}
}
