package dev.awl.classifier;

import dev.awl.classifier.DetectionCommand.Send;
import dev.awl.classifier.DetectionEvent.Received;
import dev.awl.wire.Machine;
import dev.awl.wire.nat.MappingBehaviour;
import dev.awl.wire.stun.transaction.RetransmitSchedule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Tests I and I' (RFC 5780 section 4.3): one socket asks every address of the server how it is
 * mapped. First A1:P1, whose answer names the other ones; then those all at once.
 */
final class MappingTest implements Machine<Received, Send> {

  /** Requests at 0, 100, 300, 700, 1100 and 1500 ms; given up at 2100 ms. */
  private static final RetransmitSchedule FIRST =
      new RetransmitSchedule(
          Duration.ofMillis(100), Duration.ofMillis(400), 6, Duration.ofMillis(600));

  /** Requests at 0, 100, 300, 500, 700, 900 and 1100 ms; given up at 1400 ms. */
  private static final RetransmitSchedule NEXT =
      new RetransmitSchedule(
          Duration.ofMillis(100), Duration.ofMillis(200), 7, Duration.ofMillis(300));

  private final int socket;
  private final InetSocketAddress server;
  private final Questions<InetSocketAddress> questions;
  private final List<InetSocketAddress> asked = new ArrayList<>(4);
  private final Map<InetSocketAddress, InetSocketAddress> mappedFrom = new HashMap<>();
  private @Nullable BindingAnswer first;
  private int refusal;

  MappingTest(int socket, InetSocketAddress server, RandomGenerator random) {
    this.socket = socket;
    this.server = server;
    this.questions = new Questions<>(random, 4);
  }

  void start(long now) {
    ask(now, server, FIRST);
  }

  @Override
  public void handle(long now, Received event) {
    Questions.Answer<InetSocketAddress> answer = questions.match(now, event);
    if (answer == null) {
      return;
    }
    BindingAnswer said = BindingAnswer.of(answer.message());
    if (said == null) {
      refusal = answer.message().errorCode();
      return;
    }
    mappedFrom.put(answer.about(), said.mapped());
    if (first == null) {
      first = said;
      askOthers(now, said.other());
    }
  }

  private void askOthers(long now, @Nullable InetSocketAddress other) {
    if (other == null) {
      return;
    }
    for (InetAddress address : List.of(server.getAddress(), other.getAddress())) {
      for (int port : new int[] {server.getPort(), other.getPort()}) {
        InetSocketAddress to = new InetSocketAddress(address, port);
        if (!asked.contains(to)) {
          ask(now, to, NEXT);
        }
      }
    }
  }

  private void ask(long now, InetSocketAddress to, RetransmitSchedule schedule) {
    asked.add(to);
    questions.ask(now, to, socket, to, schedule);
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

  /** The answer of A1:P1, or null. */
  @Nullable BindingAnswer first() {
    return first;
  }

  /** The error code that A1:P1 answered with, else 0. */
  int refusal() {
    return refusal;
  }

  /** Whether an answer came back from that address. */
  boolean heard(InetSocketAddress from) {
    return mappedFrom.containsKey(from);
  }

  MappingBehaviour result() {
    return MappingVerdict.of(mappedFrom, asked);
  }

  /** The mapped ports of all but A1:P1, in the order of asking, unheard ones left out. */
  List<Integer> laterPorts() {
    return asked.stream()
        .skip(1)
        .map(mappedFrom::get)
        .filter(Objects::nonNull)
        .map(InetSocketAddress::getPort)
        .toList();
  }
}
