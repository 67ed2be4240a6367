/** Offers and answers. */
@NullMarked
package dev.awl.peer.exchange;

import org.jspecify.annotations.NullMarked;
