package dev.awl.wire.stun.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.Machine;
import dev.awl.wire.stun.TransactionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TransactionTableTest {

  private static final RetransmitSchedule TWICE =
      new RetransmitSchedule(
          Duration.ofMillis(10), Duration.ofMillis(10), 2, Duration.ofMillis(30));

  private final Random random = new Random(1);
  private final TransactionTable<String> table = new TransactionTable<>(2);
  private final List<String> again = new ArrayList<>();
  private final List<String> givenUp = new ArrayList<>();

  @Test
  void completes_what_was_asked_once() {
    TransactionId id = id();
    assertThat(table.start(millis(5), id, "a", TWICE)).isTrue();
    assertThat(table.peek(id)).isEqualTo("a");
    assertThat(table.complete(id)).isEqualTo(new TransactionTable.Completed<>("a", millis(5), 1));
    assertThat(table.complete(id)).as("a repeated response").isNull();
    assertThat(table.peek(id)).isNull();
  }

  @Test
  void does_not_know_a_response_nobody_asked_for() {
    table.start(0, id(), "a", TWICE);
    assertThat(table.complete(id())).isNull();
    assertThat(table.size()).isEqualTo(1);
  }

  @Test
  void counts_the_requests_sent_so_that_round_trips_can_be_trusted() {
    TransactionId id = id();
    table.start(0, id, "a", TWICE);
    wake(10);
    assertThat(table.complete(id).requestsSent()).isEqualTo(2);
  }

  @Test
  void repeats_then_gives_up_and_forgets() {
    TransactionId id = id();
    table.start(0, id, "a", TWICE);
    wake(9);
    assertThat(again).isEmpty();
    wake(10);
    assertThat(again).containsExactly("a");
    wake(39);
    assertThat(givenUp).isEmpty();
    wake(40);
    assertThat(givenUp).containsExactly("a");
    assertThat(again).hasSize(1);
    assertThat(table.complete(id)).as("too late").isNull();
    assertThat(table.deadline()).isEqualTo(Machine.NEVER);
  }

  @Test
  void wants_to_be_woken_for_the_earliest() {
    assertThat(table.deadline()).isEqualTo(Machine.NEVER);
    table.start(millis(7), id(), "late", TWICE);
    table.start(millis(3), id(), "early", TWICE);
    assertThat(table.deadline()).isEqualTo(millis(13));
  }

  @Test
  void refuses_more_than_it_holds() {
    assertThat(table.start(0, id(), "a", TWICE)).isTrue();
    assertThat(table.start(0, id(), "b", TWICE)).isTrue();
    assertThat(table.start(0, id(), "c", TWICE)).isFalse();
    wake(10);
    assertThat(again).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void cancels_silently() {
    table.start(0, id(), "a", TWICE);
    table.start(0, id(), "b", TWICE);
    table.cancelIf("a"::equals);
    wake(10);
    wake(100);
    assertThat(again).containsExactly("b");
    assertThat(givenUp).containsExactly("b");
  }

  /** A callback that asks again must not disturb the walk over the table. */
  @Test
  void may_be_asked_anew_from_its_callbacks() {
    table.start(0, id(), "a", TWICE);
    wake(10);
    table.handleTimeout(millis(40), again::add, it -> table.start(millis(40), id(), "b", TWICE));
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.deadline()).isEqualTo(millis(50));
  }

  private void wake(long millis) {
    table.handleTimeout(millis(millis), again::add, givenUp::add);
  }

  private TransactionId id() {
    return TransactionId.random(random);
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
