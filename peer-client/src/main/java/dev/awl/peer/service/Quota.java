package dev.awl.peer.service;

import org.jspecify.annotations.Nullable;

/** What one service, or all of them, may take at once, and what is taken. */
final class Quota {

  private final Pace toService;
  private final Pace toUser;
  private Limits limits = Limits.NONE;
  private int live;

  /** No limits as yet. */
  Quota(@Nullable Quota whole) {
    toService = new Pace(whole == null ? null : whole.toService);
    toUser = new Pace(whole == null ? null : whole.toUser);
  }

  /** From now on these count; connections that exist go on, at the new rate. */
  void follow(Limits now) {
    if (!now.equals(limits)) {
      limits = now;
      toService.limit(now.rate());
      toUser.limit(now.rate());
    }
  }

  Limits limits() {
    return limits;
  }

  Pace toService() {
    return toService;
  }

  Pace toUser() {
    return toUser;
  }

  /** For a splice of this service, at the inner peer. */
  Paces paces() {
    return new Paces(toUser, toService);
  }

  boolean hasRoom() {
    return limits.connections() == 0 || live < limits.connections();
  }

  int live() {
    return live;
  }

  void begin() {
    live++;
  }

  void end() {
    live--;
  }
}
