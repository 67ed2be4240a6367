package dev.awl.classifier;

import dev.awl.classifier.DetectionCommand.Send;
import dev.awl.classifier.DetectionEvent.Received;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.transaction.RetransmitSchedule;
import dev.awl.wire.stun.transaction.TransactionTable;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The Binding requests of one test: sent, repeated, matched with their answers. Bounded by its
 * capacity: the queue holds at most one sending of each open question a turn.
 *
 * @param <T> what a question is about
 */
final class Questions<T> {

  private final RandomGenerator random;
  private final TransactionTable<Question<T>> open;
  private final Queue<Send> toSend = new ArrayDeque<>();

  Questions(RandomGenerator random, int capacity) {
    this.random = random;
    this.open = new TransactionTable<>(capacity);
  }

  private record Question<T>(T about, Send send, int answeredAt) {}

  /** An answer and how long after the first request it came. */
  record Answer<T>(T about, StunMessage message, long nanos) {}

  void ask(
      long now,
      T about,
      int socket,
      InetSocketAddress to,
      RetransmitSchedule schedule,
      StunAttribute... attributes) {
    askFor(now, about, socket, socket, to, schedule, attributes);
  }

  /** Asks from one socket for an answer to another one. */
  void askFor(
      long now,
      T about,
      int socket,
      int answeredAt,
      InetSocketAddress to,
      RetransmitSchedule schedule,
      StunAttribute... attributes) {
    TransactionId id = TransactionId.random(random);
    Send send = new Send(socket, to, StunMessage.request(StunMethod.BINDING, id, attributes));
    if (open.start(now, id, new Question<>(about, send, answeredAt), schedule)) {
      toSend.add(send);
    }
  }

  /** The answer to one of our questions, from the address that was asked; null: not ours. */
  @Nullable Answer<T> match(long now, Received event) {
    Question<T> asked = asked(event);
    return asked != null && asked.send.to().equals(event.from())
        ? matchFromAnywhere(now, event)
        : null;
  }

  /** The answer to one of our questions, whoever sent it; null: not ours. */
  @Nullable Answer<T> matchFromAnywhere(long now, Received event) {
    Question<T> asked = asked(event);
    if (asked == null) {
      return null;
    }
    TransactionTable.Completed<Question<T>> done = open.complete(event.message().id());
    return done == null ? null : new Answer<>(asked.about, event.message(), now - done.startedAt());
  }

  private @Nullable Question<T> asked(Received event) {
    StunMessage message = event.message();
    if (message.method() != StunMethod.BINDING || !message.isResponse()) {
      return null;
    }
    Question<T> asked = open.peek(message.id());
    return asked != null && asked.answeredAt == event.socket() ? asked : null;
  }

  /** Whether {@code event} is one of our own requests come back to us. */
  boolean isOwnRequest(Received event) {
    return !event.message().isResponse() && open.peek(event.message().id()) != null;
  }

  void cancelIf(Predicate<T> predicate) {
    open.cancelIf(question -> predicate.test(question.about));
  }

  void handleTimeout(long now, Consumer<T> givenUp) {
    open.handleTimeout(
        now, again -> toSend.add(again.send), expired -> givenUp.accept(expired.about));
  }

  @Nullable Send poll() {
    return toSend.poll();
  }

  long deadline() {
    return open.deadline();
  }

  boolean isEmpty() {
    return open.size() == 0;
  }
}
