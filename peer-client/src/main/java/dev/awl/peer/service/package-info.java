/**
 * Services: what the inner peer offers, and TCP connections to it as streams of the peer's channel.
 *
 * <p>A stream of kind {@code SERVICES}, opened by the access side, carries the service list; the
 * inner side sends it at once and again whenever it changes. Integers are big-endian, texts UTF-8.
 *
 * <pre>
 *   access -> 1                                 the kind byte; nothing more
 *   inner  -> list*
 *   list    = u32 length of what follows, u16 count, service*, note*
 *   service = text name, text protocol, text host, u16 port, u16 last port
 *   note    = u16 which service, u16 first, u16 last: its ports for further connections
 *           / u16 which service + 0x8000, u32 kbit/s: its rate
 *   text    = u8 length, bytes
 * </pre>
 *
 * <p>A stream of kind {@code TCP} is one TCP connection. The bytes of the user may follow the
 * request without waiting for the status.
 *
 * <pre>
 *   access -> 2, request, chunk*                the user's bytes; request: see ServiceRequest
 *   inner  -> u8 status, chunk*                 0 ok: the service's bytes follow
 *                                               1 refused, 2 timeout, 3 unreachable,
 *                                               4 unknown service, 5 not allowed, 6 busy: FIN
 *                                               follows
 *   chunk  = u32 length, bytes                  length 0, with the stream's FIN: half-close
 * </pre>
 *
 * <p>A UDP service has no streams. Every user address is a flow: a number that the access side
 * chose, in front of every datagram, each of them a DATAGRAM frame of QUIC ({@link
 * dev.awl.peer.service.UdpFrame}). The access side opens the flow again with each datagram until
 * the inner side has said that it is open; a flow over which nothing goes is forgotten by the inner
 * side, which says so. A datagram too large for one frame is cut into several and put together
 * again, or lost if one of them is, as with IP's fragments.
 *
 * <p>The end of a connection has bytes of its own for the reason given in {@link
 * dev.awl.peer.service.Chunk}. A TCP reset, and anything else that ends a connection badly, resets
 * the stream with error 2 and becomes a TCP reset at the other end.
 *
 * <pre>
 *   user --tcp-- ServiceListener == stream == ServiceDialer --tcp-- service
 *                    Splice                      Splice
 * </pre>
 */
@NullMarked
package dev.awl.peer.service;

import org.jspecify.annotations.NullMarked;
