/**
 * The TURN server (RFC 8656): lends a client an address on this machine and carries datagrams
 * between it and the peers the client permitted.
 *
 * <pre>
 *               five-tuple                    relayed address
 *   client ---------------------> RelayServer -----------------> peer
 *   UDP or TCP     3478                         one UDP port
 *
 *  Allocation   one a {@link dev.awl.relay.server.FiveTuple}: user, key, relayed socket, lifetime (10 min, at most 1 h)
 *    |- Permission      one a peer address, any port; 5 min; nothing passes without it
 *    |- ChannelBinding  number 0x4000-0x7FFF &lt;-> one peer address and port; 10 min
 *
 *  datagram in -> RelayDatagramHandler --ChannelData--------------> Allocation -> RelayedSocket
 *  stream in   -> RelayStreamHandler   --STUN--> TurnResponder ---> Allocation ... answer
 *  peer's datagram -> RelayedHandler -> Allocation -> ClientEnd (ChannelData or Data indication)
 * </pre>
 *
 * <p>Each event loop has a {@code RelayWorker} with tables of its own; what loops share ({@code
 * RelayCore}) is immutable or atomic. Nothing before the return path is proven costs state.
 */
@NullMarked
package dev.awl.relay.server;

import org.jspecify.annotations.NullMarked;
