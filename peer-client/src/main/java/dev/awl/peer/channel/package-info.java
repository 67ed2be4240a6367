/**
 * The encrypted channel to one peer: QUIC version 1 (RFC 9000) with TLS 1.3 (RFC 9001), both sides
 * authenticated by self-signed certificates pinned to the peer's ID, over whatever path the layer
 * below finds best for each datagram.
 *
 * <pre>
 *   streams (services)         hello
 *        |                       |
 *   +----v-----------------------v----+
 *   | StreamFlow: a credit each       |   told on a stream of its own: StreamCredits
 *   +----v-----------------------v----+
 *   | QUIC connections, a small pool  |   about 32 streams each
 *   +----------------v----------------+
 *   | VirtualChannel: codec, pacer    |   one constant address per peer
 *   +----------------v----------------+
 *           DatagramRoute                 the path layer: direct, relayed, changing
 * </pre>
 *
 * <p>The first byte of every bidirectional stream says what it is ({@link
 * dev.awl.peer.channel.StreamKind}):
 *
 * <pre>
 *   0  hello      opener writes {0, version}, the other side answers {version}; both finish
 *   1  services   see dev.awl.peer.service
 *   2  tcp        see dev.awl.peer.service
 *   3  control    see dev.awl.peer.service
 *   4  expectation see dev.awl.peer.service
 *   5  nat        see dev.awl.peer.NatNews, what the opener has found of its NAT; both finish
 *   6  candidates see dev.awl.peer.exchange, where the opener may be reached from now on; both finish
 * </pre>
 *
 * <p>A stream of an unknown kind is reset with {@link
 * dev.awl.peer.channel.StreamKind#UNKNOWN_KIND_ERROR}.
 *
 * <p>The first byte of every DATAGRAM frame says what it is, too ({@link
 * dev.awl.peer.channel.FrameKind}):
 *
 * <pre>
 *   0  keep-alive      nothing more
 *   1  udp to service  see dev.awl.peer.service
 *   2  udp to user     see dev.awl.peer.service
 * </pre>
 *
 * <p>Frames of an unknown kind are dropped.
 *
 * <p>The hello decides when a peer counts as authenticated: a TLS 1.3 client is done before the
 * server has looked at its certificate, so only the answer proves that both sides accepted.
 */
@NullMarked
package dev.awl.peer.channel;

import org.jspecify.annotations.NullMarked;
