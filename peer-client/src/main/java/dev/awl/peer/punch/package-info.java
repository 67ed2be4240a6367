/**
 * Opening the NATs: which address gets a probe when, and which addresses answered.
 *
 * <p>A probe is a STUN Binding request with the session's USERNAME and MESSAGE-INTEGRITY-SHA256,
 * padded to the size of our QUIC packets, so that an answered one proves the path for them:
 *
 * <pre>
 *   | STUN header | USERNAME |  PADDING ... | MESSAGE-INTEGRITY-SHA256 | 1350 bytes
 *   | STUN header | XOR-MAPPED-ADDRESS   | MESSAGE-INTEGRITY-SHA256 |               the answer
 * </pre>
 */
@NullMarked
package dev.awl.peer.punch;

import org.jspecify.annotations.NullMarked;
