package dev.awl.peer.service;

import org.jspecify.annotations.Nullable;

/**
 * How much of something may be used at once: of a service by all peers, or by one peer of all
 * services.
 *
 * @param rate what may go in each direction over all its connections together; null: no limit
 * @param connections TCP connections and flows of datagrams at once; 0: no limit
 */
public record Limits(@Nullable Rate rate, int connections) {

  /** No limits. */
  public static final Limits NONE = new Limits(null, 0);

  public Limits {
    if (connections < 0) {
      throw new IllegalArgumentException("there are no fewer than 0 connections");
    }
  }
}
