/** Who this peer is: its key, its certificate, its ID. */
@NullMarked
package dev.awl.peer.identity;

import org.jspecify.annotations.NullMarked;
