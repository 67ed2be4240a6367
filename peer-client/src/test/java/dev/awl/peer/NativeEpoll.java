package dev.awl.peer;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.netty.channel.epoll.Epoll;

/** Netty's epoll for tests of it: without it they are skipped, and fail with {@code CI=true}. */
public final class NativeEpoll {

  private NativeEpoll() {}

  public static void demand() {
    if (!Epoll.isAvailable()) {
      String missing = "Netty's native epoll cannot be used here: " + Epoll.unavailabilityCause();
      if ("true".equals(System.getenv("CI"))) {
        fail("CI=true demands it, but " + missing);
      }
      abort(missing);
    }
  }
}
