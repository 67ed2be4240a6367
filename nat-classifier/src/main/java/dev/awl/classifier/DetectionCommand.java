package dev.awl.classifier;

import dev.awl.wire.nat.NatReport;
import dev.awl.wire.stun.StunMessage;
import java.net.InetSocketAddress;

/** What a {@link NatClassifier} wants done. */
public sealed interface DetectionCommand {

  /** Send the message from the socket with that number. */
  record Send(int socket, InetSocketAddress to, StunMessage message) implements DetectionCommand {}

  /** Tell the user what has been learned. */
  record Learned(String what) implements DetectionCommand {}

  /** Close the sockets: this is the result. */
  record Finished(NatReport report) implements DetectionCommand {}
}
