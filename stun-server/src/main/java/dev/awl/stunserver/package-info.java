/**
 * The STUN server that NAT detection needs: RFC 8489, RFC 5780 and RFC 3489 on a square of sockets.
 *
 * <pre>{@code
 *                  port P1                      port P2
 *
 *              +-----------+   change port   +-----------+
 * address A1   |   A1:P1   | <-------------> |   A1:P2   |
 *              +-----------+ \             / +-----------+
 *                    ^        \           /        ^
 *          change IP |         change both         | change IP
 *                    v        /           \        v
 *              +-----------+ /             \ +-----------+
 * address A2   |   A2:P1   | <-------------> |   A2:P2   |
 *              +-----------+   change port   +-----------+
 * }</pre>
 *
 * <p>A request reaches one {@link dev.awl.stunserver.Corner}; its CHANGE-REQUEST names one of the
 * lines, and the reply leaves from where it ends. OTHER-ADDRESS and CHANGED-ADDRESS always name the
 * corner diagonally opposite the one that was asked. With one address only the upper row exists: no
 * other address is announced, and a CHANGE-REQUEST is answered with 420.
 *
 * <p>A {@link dev.awl.stunserver.Partner}, another server with one address, can stand in for the
 * lower row: a reply that must leave from there is sent to it, sealed, and it sends it on.
 *
 * <p>Each thread has all four sockets, sharing their ports with those of the other threads, so that
 * a reply never crosses threads. The same four take TCP connections.
 *
 * <p>{@link dev.awl.stunserver.BindingResponder} decides what to answer and from where, without
 * sockets; {@link dev.awl.stunserver.StunServer} is the Netty shell around it. How long a reply may
 * be is a matter of {@link dev.awl.stunserver.ReplyLimit}: whoever wants every attribute must send
 * a request that is long enough.
 */
@NullMarked
package dev.awl.stunserver;

import org.jspecify.annotations.NullMarked;
