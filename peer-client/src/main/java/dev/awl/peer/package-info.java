/**
 * A peer, from its key to its services. {@link dev.awl.peer.PeerClient} is the flow:
 *
 * <pre>
 *   identity -> registration -> candidate -> exchange -> strategy -> punch -> path -> channel -> service
 * </pre>
 */
@NullMarked
package dev.awl.peer;

import org.jspecify.annotations.NullMarked;
