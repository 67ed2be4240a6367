/**
 * TLS that ends at the access peer and begins anew towards the service, for protocols that need to
 * be read on the way.
 *
 * <pre>
 *   user ==TLS== access peer ==TLS inside the stream== inner peer ==the same TLS== service
 *                 reads here                            sees none of it
 * </pre>
 */
@NullMarked
package dev.awl.peer.tls;

import org.jspecify.annotations.NullMarked;
