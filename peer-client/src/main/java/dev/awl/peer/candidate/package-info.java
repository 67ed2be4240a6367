/** The addresses at which this peer may be reachable. */
@NullMarked
package dev.awl.peer.candidate;

import org.jspecify.annotations.NullMarked;
