package dev.awl.classifier;

import dev.awl.classifier.DetectionCommand.Send;
import dev.awl.classifier.DetectionEvent.Received;
import dev.awl.wire.Machine;
import dev.awl.wire.stun.transaction.RetransmitSchedule;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whether a packet to our own mapped address comes back to us (RFC 5780 section 4.2, RFC 4787
 * section 6). Two sockets send to each other's mapped address, both ways and more than once, so
 * that filtering alone does not keep out what would be looped back.
 */
final class HairpinTest implements Machine<Received, Send> {

  /** Requests at 0, 100, 300 and 700 ms; given up at 1100 ms. */
  private static final RetransmitSchedule LEARN =
      new RetransmitSchedule(
          Duration.ofMillis(100), Duration.ofMillis(400), 4, Duration.ofMillis(400));

  /** Requests at 0, 100, 200 and 300 ms; given up at 500 ms: the way is to our own NAT only. */
  private static final RetransmitSchedule LOOP =
      new RetransmitSchedule(
          Duration.ofMillis(100), Duration.ofMillis(100), 4, Duration.ofMillis(200));

  private enum Question {
    OWN_ADDRESS,
    LOOP
  }

  private final int socket;
  private final int otherSocket;
  private final InetSocketAddress server;
  private final Questions<Question> questions;
  private @Nullable InetSocketAddress mapped;
  private @Nullable InetSocketAddress otherMapped;
  private @Nullable Boolean result;
  private boolean done;

  HairpinTest(int socket, int otherSocket, InetSocketAddress server, RandomGenerator random) {
    this.socket = socket;
    this.otherSocket = otherSocket;
    this.server = server;
    this.questions = new Questions<>(random, 3);
  }

  void start(long now) {
    questions.ask(now, Question.OWN_ADDRESS, socket, server, LEARN);
  }

  /** Test I knows how the other socket is mapped. */
  void otherMapped(long now, InetSocketAddress address) {
    otherMapped = address;
    loopWhenBothKnown(now);
  }

  @Override
  public void handle(long now, Received event) {
    if (questions.isOwnRequest(event)) {
      finish(true);
      return;
    }
    Questions.Answer<Question> answer = questions.match(now, event);
    BindingAnswer said = answer == null ? null : BindingAnswer.of(answer.message());
    if (said != null) {
      mapped = said.mapped();
      loopWhenBothKnown(now);
    }
  }

  private void loopWhenBothKnown(long now) {
    if (mapped != null && otherMapped != null && !done) {
      questions.ask(now, Question.LOOP, socket, otherMapped, LOOP);
      questions.ask(now, Question.LOOP, otherSocket, mapped, LOOP);
    }
  }

  @Override
  public void handleTimeout(long now) {
    questions.handleTimeout(now, this::givenUp);
  }

  private void givenUp(Question question) {
    switch (question) {
      case OWN_ADDRESS -> finish(null);
      case LOOP -> finish(false);
    }
  }

  /** Ends the test early: without a NAT there is nothing to loop. */
  void abandon() {
    finish(null);
  }

  private void finish(@Nullable Boolean found) {
    if (!done) {
      done = true;
      result = found;
      questions.cancelIf(any -> true);
    }
  }

  @Override
  public @Nullable Send poll() {
    return questions.poll();
  }

  @Override
  public long deadline() {
    return questions.deadline();
  }

  /** How A1:P1 sees this test's own socket, or null. */
  @Nullable InetSocketAddress mapped() {
    return mapped;
  }

  boolean done() {
    return done;
  }

  /** Null: not known. */
  @Nullable Boolean result() {
    return result;
  }
}
