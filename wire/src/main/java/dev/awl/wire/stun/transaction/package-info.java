/** Client transactions: what was asked, when it is sent again, when it is given up. */
@NullMarked
package dev.awl.wire.stun.transaction;

import org.jspecify.annotations.NullMarked;
