/**
 * Application-level gateways: services whose control connection negotiates further connections.
 *
 * <p>A helper is to a service what a conntrack helper is to a connection. It reads and edits the
 * control connection at the access peer and announces {@link dev.awl.peer.alg.Expectation}s: one
 * further connection each, from the user to the service or back, for a limited time. The peers make
 * the hole for it; the inner peer checks it by rules of its own.
 *
 * <pre>
 *   user ==control== access peer ==stream== inner peer ==control== service
 *                       |  expectation   ->   |
 *                       |  <-  acknowledged   |
 *          the rewritten line goes out
 *   user ---data---- access peer ==stream== inner peer ---data---- service
 * </pre>
 *
 * <p>Of a protocol in datagrams, the control connection is what one user address sends to the
 * service, and an expectation is the answer from another port of the service's host.
 *
 * <p>A helper's session is a {@link dev.awl.wire.Machine}: no socket, no thread, no clock.
 */
@NullMarked
package dev.awl.peer.alg;

import org.jspecify.annotations.NullMarked;
