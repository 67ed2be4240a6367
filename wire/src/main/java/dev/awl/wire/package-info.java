/**
 * What travels between the parts of Awl, as pure code: no sockets, threads or clocks.
 *
 * <p>{@code stun} is the STUN and TURN codec, {@code nat} the vocabulary of NAT behaviour, {@code
 * rendezvous} the signalling messages. {@link dev.awl.wire.Machine} is the shape of every protocol
 * state machine.
 */
@NullMarked
package dev.awl.wire;

import org.jspecify.annotations.NullMarked;
