package dev.awl.peer.alg;

import dev.awl.wire.Machine;
import java.util.Set;

/** Knows one protocol that opens further connections. Found by {@link java.util.ServiceLoader}. */
public interface AlgHelper {

  /** What it is called in messages. */
  String name();

  /** The schemes of the services it takes care of; nothing else enables it. */
  Set<String> schemes();

  /**
   * Whether its protocol is spoken in datagrams. A session then is what one user address asks for:
   * each of the events and commands that carry bytes is a datagram, and {@link AlgEvent.Passed}
   * shows those of the expectation.
   */
  default boolean isDatagram() {
    return false;
  }

  /**
   * Ports on which a service shared as plain TCP or UDP probably wanted this helper: a hint, no
   * more.
   */
  Set<Integer> defaultPorts();

  /**
   * What becomes of TLS with a service of this scheme and port.
   *
   * @param bridging whether the operator wants TLS to end here wherever a user asks for it
   */
  default Encryption encryption(String scheme, int port, boolean bridging) {
    return Encryption.PASS_THROUGH;
  }

  /** A machine for one control connection, or for what stands for it in datagrams. */
  Machine<AlgEvent, AlgCommand> newSession(ControlConnection control);
}
