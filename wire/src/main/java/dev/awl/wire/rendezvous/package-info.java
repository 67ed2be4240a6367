/** The messages between a peer and the rendezvous server. */
@NullMarked
package dev.awl.wire.rendezvous;

import org.jspecify.annotations.NullMarked;
