package dev.awl.peer.alg;

/** What becomes of TLS on a control connection and its data connections. */
public enum Encryption {
  /** User and service speak it with each other, if they do; nothing is read from then on. */
  PASS_THROUGH,
  /** It ends at the access peer and begins anew there, when the user asks for it. */
  ON_REQUEST,
  /** The service always gets it, after its greeting; the user when he asks for it. */
  EXPLICIT,
  /** Both speak it from the first byte. */
  IMPLICIT
}
