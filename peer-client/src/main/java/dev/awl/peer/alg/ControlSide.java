package dev.awl.peer.alg;

/** The two legs of a control connection, as the access peer sees them. */
public enum ControlSide {
  USER,
  SERVICE
}
