package dev.awl.relay.client;

import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunMessage;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** What a {@link RelayClient} wants done. */
public sealed interface RelayCommand {

  /** Send this to the server. */
  record Transmit(StunMessage message, Protection protection) implements RelayCommand {}

  /** Talk to another server from now on and answer with {@link RelayEvent.Start}. */
  record Redirect(InetSocketAddress server) implements RelayCommand {}

  /** Tell the owner. */
  record Allocated(InetSocketAddress relayed, InetSocketAddress mapped) implements RelayCommand {}

  /** Tell the owner. */
  record Permitted(InetAddress peer) implements RelayCommand {}

  /** Tell the owner. */
  record Refused(InetAddress peer, String reason) implements RelayCommand {}

  /** Hand a Data indication's payload, borrowed from the message, to the owner. */
  record Deliver(InetSocketAddress peer, ByteBuf payload) implements RelayCommand {}

  /** Tell the owner; release the transport. */
  record Failed(String reason) implements RelayCommand {}

  /** Release the transport. */
  record Closed() implements RelayCommand {}
}
