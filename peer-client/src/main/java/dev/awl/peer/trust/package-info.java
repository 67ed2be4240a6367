/** The peers that this one knows by name and lets in, kept in a file of its home. */
@NullMarked
package dev.awl.peer.trust;

import org.jspecify.annotations.NullMarked;
