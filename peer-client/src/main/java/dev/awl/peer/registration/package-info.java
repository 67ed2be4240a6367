/**
 * The WebSocket to the rendezvous server: registers this peer there, keeps it registered, and
 * passes offers and answers.
 *
 * <pre>
 * CONNECTING --handshake, challenge, welcome--&gt; REGISTERED --lost--&gt; WAITING --retry--&gt; CONNECTING
 *     |                                                                 ^
 *     +-- refused, time-out -------------------------------------------+
 * any state --close(), or another process took the identity--&gt; CLOSED
 * </pre>
 *
 * <p>A link that is not reachable only calls; nobody takes its identity, and it takes nobody's.
 */
@NullMarked
package dev.awl.peer.registration;

import org.jspecify.annotations.NullMarked;
