/**
 * The STUN and TURN attributes: one record an attribute, with its constant, decoder and encoder.
 */
@NullMarked
package dev.awl.wire.stun.attribute;

import org.jspecify.annotations.NullMarked;
