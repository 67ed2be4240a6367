/** Two NAT labels in, an ordered list of plans out: the matrix of the design, as data. */
@NullMarked
package dev.awl.peer.strategy;

import org.jspecify.annotations.NullMarked;
