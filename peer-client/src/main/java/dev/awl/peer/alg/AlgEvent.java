package dev.awl.peer.alg;

import java.net.InetSocketAddress;

/** What happens to a helper's session. */
public sealed interface AlgEvent {

  /** The user sent bytes on the control connection. */
  record FromUser(byte[] bytes) implements AlgEvent {}

  /** The service sent bytes on the control connection. */
  record FromService(byte[] bytes) implements AlgEvent {}

  /**
   * Both peers stand by.
   *
   * @param address where the connection is to be made: at the access peer, or at the inner peer for
   *     a connection to the user
   */
  record Ready(int expectation, InetSocketAddress address) implements AlgEvent {}

  /** An expectation cannot be, or ended unused. */
  record Failed(int expectation, String reason) implements AlgEvent {}

  /** The connection is there; the expectation is used up. */
  record Used(int expectation) implements AlgEvent {}

  /** Its other half stands as well: data can flow. */
  record Joined(int expectation) implements AlgEvent {}

  /**
   * A datagram of an expectation passes, after {@link Used}: to be looked at. Helpers of TCP
   * services do not see what their data connections carry.
   */
  record Passed(int expectation, boolean toUser, byte[] bytes) implements AlgEvent {}

  /** The connection of an expectation ended. */
  record Ended(int expectation, long bytesToUser, long bytesToService) implements AlgEvent {}

  /** TLS stands on this leg of the control connection: what comes from it now came by TLS. */
  record Secured(ControlSide side) implements AlgEvent {}

  /** TLS could not be had on this leg. */
  record Unsecured(ControlSide side, String reason) implements AlgEvent {}
}
