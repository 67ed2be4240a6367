/**
 * TFTP's helper (RFC 1350, options RFC 2347 to 2349 and 7440): a request goes to the service's
 * port, and the answers come from another one, chosen for this transfer.
 *
 * <pre>
 *   user:U -- RRQ --> access:69  == stream of datagrams ==  inner:P -- RRQ --> service:69
 *   user:U <- DATA -- access:A   ==     expectation     ==  inner:P <- DATA -- service:S
 *   user:U -- ACK --> access:A   ==                     ==  inner:P -- ACK --> service:S
 * </pre>
 */
@NullMarked
package dev.awl.peer.alg.tftp;

import org.jspecify.annotations.NullMarked;
