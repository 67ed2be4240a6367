package dev.awl.rendezvous;

/**
 * What a server has counted since it started.
 *
 * @param connections open now, peers and plain HTTP
 * @param registrations that succeeded
 * @param malformed messages, frames and requests that could not be read
 * @param slow connections closed because the peer did not read
 * @param full connections refused for want of room
 * @param crowded connections refused because their source has enough of them
 */
public record ServerCounts(
    int connections, long registrations, long malformed, long slow, long full, long crowded) {}
