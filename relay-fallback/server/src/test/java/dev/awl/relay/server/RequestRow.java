package dev.awl.relay.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;

/**
 * Tests that are a line each: how is asked, and the code that comes back from a relay of its own.
 */
final class RequestRow {
  /** No answer at all. */
  static final int SILENCE = -1;

  static final int SUCCESS = 0;

  /** The methods of TURN that are requests. */
  static final List<StunMethod> REQUESTS =
      List.of(
          StunMethod.ALLOCATE,
          StunMethod.REFRESH,
          StunMethod.CREATE_PERMISSION,
          StunMethod.CHANNEL_BIND);

  private RequestRow() {}

  /** A client that has nothing yet asks. */
  static DynamicTest fresh(String what, int expected, Function<FakeRelay, StunMessage> ask) {
    return on(FakeRelay::new, what, expected, ask);
  }

  /** A client with an allocation asks. */
  static DynamicTest allocated(String what, int expected, Function<FakeRelay, StunMessage> ask) {
    return on(FakeRelay::allocated, what, expected, ask);
  }

  /** A client of this relay asks. */
  static DynamicTest on(
      Supplier<FakeRelay> relay, String what, int expected, Function<FakeRelay, StunMessage> ask) {
    return DynamicTest.dynamicTest(
        what + " -> " + expected,
        () -> assertThat(FakeRelay.codeOf(ask.apply(relay.get()))).isEqualTo(expected));
  }
}
