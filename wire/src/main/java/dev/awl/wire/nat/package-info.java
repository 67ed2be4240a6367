/** The vocabulary of NAT behaviour (RFC 4787, RFC 5780) and the labels of RFC 3489. */
@NullMarked
package dev.awl.wire.nat;

import org.jspecify.annotations.NullMarked;
