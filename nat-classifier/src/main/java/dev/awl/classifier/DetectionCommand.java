package dev.awl.classifier;

import dev.awl.wire.nat.NatReport;
import dev.awl.wire.stun.StunMessage;
import java.net.InetSocketAddress;

/** What a {@link NatClassifier} or a {@link LifetimeTest} wants done. */
public sealed interface DetectionCommand {

  /** Send the message from the socket with that number. */
  record Send(int socket, InetSocketAddress to, StunMessage message) implements DetectionCommand {}

  /** Tell the user what has been learned. */
  record Learned(String what) implements DetectionCommand {}

  /** Tell the user what cannot be learned here, and why. */
  record CannotTell(String why) implements DetectionCommand {}

  /** Tell the owner how the server sees the first socket, as soon as that is known. */
  record SeenAs(InetSocketAddress mapped, InetSocketAddress local) implements DetectionCommand {}

  /** Close the sockets: this is how long a binding lives. */
  record Measured(BindingLifetime lifetime) implements DetectionCommand {}

  /** Close the sockets: this is the result. */
  record Finished(NatReport report) implements DetectionCommand {}
}
