package dev.awl.classifier;

import dev.awl.wire.stun.StunMessage;
import java.net.InetSocketAddress;

/** What happens to a {@link NatClassifier} or a {@link LifetimeTest}. */
public sealed interface DetectionEvent {

  /** The sockets are open: ask. */
  record Started() implements DetectionEvent {}

  /** A STUN message arrived at the socket with that number. */
  record Received(int socket, InetSocketAddress from, StunMessage message)
      implements DetectionEvent {}
}
