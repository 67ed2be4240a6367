package dev.awl.classifier;

import dev.awl.classifier.DetectionCommand.Send;
import dev.awl.classifier.DetectionEvent.Received;
import dev.awl.wire.Machine;
import dev.awl.wire.stun.transaction.RetransmitSchedule;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which external ports the NAT gives to fresh sockets. All sockets of the detection ask A1:P1 in
 * one burst, in the order of their numbers; those that no other test needs are asked from here.
 */
final class AllocationTest implements Machine<Received, Send> {

  /** Requests at 0, 100, 300 and 700 ms; given up at 1100 ms. */
  private static final RetransmitSchedule SCHEDULE =
      new RetransmitSchedule(
          Duration.ofMillis(100), Duration.ofMillis(400), 4, Duration.ofMillis(400));

  private final List<Integer> sockets;
  private final InetSocketAddress server;
  private final Questions<Integer> questions;
  private final SortedMap<Integer, InetSocketAddress> mapped = new TreeMap<>();

  AllocationTest(List<Integer> sockets, InetSocketAddress server, RandomGenerator random) {
    this.sockets = List.copyOf(sockets);
    this.server = server;
    this.questions = new Questions<>(random, sockets.size());
  }

  void start(long now) {
    sockets.forEach(socket -> questions.ask(now, socket, socket, server, SCHEDULE));
  }

  @Override
  public void handle(long now, Received event) {
    Questions.Answer<Integer> answer = questions.match(now, event);
    BindingAnswer said = answer == null ? null : BindingAnswer.of(answer.message());
    if (said != null) {
      mapped.put(event.socket(), said.mapped());
    }
  }

  @Override
  public void handleTimeout(long now) {
    questions.handleTimeout(now, unanswered -> {});
  }

  @Override
  public @Nullable Send poll() {
    return questions.poll();
  }

  @Override
  public long deadline() {
    return questions.deadline();
  }

  boolean done() {
    return questions.isEmpty();
  }

  /** The mapped addresses by socket number. */
  SortedMap<Integer, InetSocketAddress> mapped() {
    return mapped;
  }
}
