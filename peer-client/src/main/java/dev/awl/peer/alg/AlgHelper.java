package dev.awl.peer.alg;

import dev.awl.wire.Machine;
import java.util.Set;

/** Knows one protocol that opens further connections. Found by {@link java.util.ServiceLoader}. */
public interface AlgHelper {

  /** What it is called in messages. */
  String name();

  /** The schemes of the services it takes care of; nothing else enables it. */
  Set<String> schemes();

  /** Ports on which a service shared as plain TCP probably wanted this helper: a hint, no more. */
  Set<Integer> defaultPorts();

  /** A machine for one control connection. */
  Machine<AlgEvent, AlgCommand> newSession(ControlConnection control);
}
