package dev.awl.endtoend;

import dev.awl.wire.nat.NatLabel;

/**
 * One end: a host, behind its NAT or on a public address.
 *
 * @param publicAddress the address that the rest of the world sees
 */
record Site(Host host, NatLabel nat, String publicAddress) {}
