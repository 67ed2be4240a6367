package dev.awl.peer.service;

import java.util.function.BooleanSupplier;

/** What one peer may do now; asked every time, so that it may change. */
public interface Access {

  /** Whether the peer is let in at all. */
  boolean isAdmitted();

  /** Whether it may use this service, and see it in the list. */
  boolean mayUse(String service);

  /** What people here call the peer; empty: nothing but its ID. */
  default String name() {
    return "";
  }

  /** Everything or nothing. */
  static Access toAll(BooleanSupplier admitted) {
    return new Access() {
      @Override
      public boolean isAdmitted() {
        return admitted.getAsBoolean();
      }

      @Override
      public boolean mayUse(String service) {
        return admitted.getAsBoolean();
      }
    };
  }
}
