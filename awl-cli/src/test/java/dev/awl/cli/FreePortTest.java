package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class FreePortTest {

  private static final AwlException TAKEN =
      CannotListen.because(new IOException("UDP 127.0.0.1:1: it is in use"), "another port");

  private final AtomicInteger attempts = new AtomicInteger();

  private Supplier<String> takenSoOften(int times, AwlException failure) {
    return () -> {
      if (attempts.incrementAndGet() <= times) {
        throw failure;
      }
      return "bound";
    };
  }

  @Test
  void any_port_is_another_one_where_the_first_was_taken() {
    assertThat(FreePort.bind(0, takenSoOften(3, TAKEN))).isEqualTo("bound");
    assertThat(attempts).hasValue(4);
  }

  @Test
  void a_port_of_the_users_choice_is_tried_once() {
    assertThatThrownBy(() -> FreePort.bind(3478, takenSoOften(1, TAKEN))).isSameAs(TAKEN);
    assertThat(attempts).hasValue(1);
  }

  @Test
  void it_ends_where_none_is_to_be_had() {
    assertThatThrownBy(() -> FreePort.bind(0, takenSoOften(1000, TAKEN))).isSameAs(TAKEN);
    assertThat(attempts).hasValue(FreePort.ATTEMPTS);
  }

  @Test
  void another_mistake_is_told_at_once() {
    AwlException usage = AwlException.usage("two ports, as in 3478,3479");
    assertThatThrownBy(() -> FreePort.bind(0, takenSoOften(1, usage))).isSameAs(usage);
    assertThat(attempts).hasValue(1);
  }
}
