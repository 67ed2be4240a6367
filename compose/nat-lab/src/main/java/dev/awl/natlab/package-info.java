/**
 * NATs made of code: a packet-level model, a network in virtual time, and real loopback sockets
 * behind the model.
 *
 * <pre>
 *   inside                     NAT                          outside
 *   10.0.0.2:4000 --outbound--> 203.0.113.11:4000 ---------> 198.51.100.1:3478
 *                               mapping: which port?  {@link dev.awl.wire.nat.MappingBehaviour}
 *   10.0.0.2:4000 <--inbound--- 203.0.113.11:4000 <--------- 198.51.100.2:3479
 *                               filtering: who may?   {@link dev.awl.wire.nat.FilteringBehaviour}
 * </pre>
 *
 * {@link dev.awl.natlab.Nat} is pure; {@link dev.awl.natlab.SimulatedNetwork} and {@link
 * dev.awl.natlab.NattedSockets} carry packets through it.
 */
@NullMarked
package dev.awl.natlab;

import org.jspecify.annotations.NullMarked;
