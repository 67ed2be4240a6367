/**
 * The product's real commands behind real kernel NATs, on one machine.
 *
 * <pre>
 *   inner host --- NAT router ---+                +--- server 203.0.113.1, 203.0.113.2
 *   192.168.1.2    198.51.100.10 |--- core router-+
 *                                |
 *   access host --- NAT router --+
 *   192.168.2.2     192.0.2.10
 * </pre>
 *
 * Every box is a network namespace, every line a veth pair, every NAT an nftables ruleset. All of
 * it lives in an {@link dev.awl.endtoend.Enclosure} that the kernel tears down with the test's
 * process, however that ends.
 */
@NullMarked
package dev.awl.endtoend;

import org.jspecify.annotations.NullMarked;
