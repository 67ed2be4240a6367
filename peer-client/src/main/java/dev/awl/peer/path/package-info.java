/**
 * The paths of a peer pair and the one UDP socket beneath them.
 *
 * <p>{@code PathSelector} keeps the validated paths alive and names the best one; {@code
 * PeerSocket} owns the socket and sorts what arrives on it; {@code SessionPaths} is the shell of
 * one peer pair.
 */
@NullMarked
package dev.awl.peer.path;

import org.jspecify.annotations.NullMarked;
