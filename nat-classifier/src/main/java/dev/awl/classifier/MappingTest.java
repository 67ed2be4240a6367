package dev.awl.classifier;

import dev.awl.classifier.DetectionCommand.Send;
import dev.awl.classifier.DetectionEvent.Received;
import dev.awl.wire.Machine;
import dev.awl.wire.nat.MappingBehaviour;
import dev.awl.wire.stun.attribute.Software;
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

  /** Requests at 0, 100, 200, 300, 400, 500 and 600 ms; given up at 900 ms. */
  private static final RetransmitSchedule LONGER =
      new RetransmitSchedule(
          Duration.ofMillis(100), Duration.ofMillis(100), 7, Duration.ofMillis(300));

  /**
   * Makes a request 48 bytes long: a careful server (ours) lets a reply be only so much longer than
   * its request, and leaves out OTHER-ADDRESS when asked in 20. A classic server (Debian's stund)
   * answers nothing that carries an attribute unknown to it. So test I is asked both ways.
   */
  private static final Software FILLER = new Software("awl NAT behaviour test");

  private record Question(InetSocketAddress to, boolean longer) {}

  private final int socket;
  private final InetSocketAddress server;
  private final List<InetSocketAddress> alsoAt;
  private final Questions<Question> questions;
  private final List<InetSocketAddress> asked = new ArrayList<>(4);
  private final Map<InetSocketAddress, InetSocketAddress> mappedFrom = new HashMap<>();
  private @Nullable InetSocketAddress other;
  private boolean explored;
  private int refusal;

  /**
   * @param alsoAt asked where the server does not name another address itself
   */
  MappingTest(
      int socket,
      InetSocketAddress server,
      List<InetSocketAddress> alsoAt,
      RandomGenerator random) {
    this.socket = socket;
    this.server = server;
    this.alsoAt = alsoAt;
    this.questions = new Questions<>(random, 5 + alsoAt.size());
  }

  void start(long now) {
    ask(now, server, FIRST);
    questions.ask(now, new Question(server, true), socket, server, LONGER, FILLER);
  }

  @Override
  public void handle(long now, Received event) {
    Questions.Answer<Question> answer = questions.match(now, event);
    if (answer == null) {
      return;
    }
    BindingAnswer said = BindingAnswer.of(answer.message());
    if (said == null) {
      refusal = answer.message().errorCode();
    } else {
      learn(now, answer.about().to(), said);
    }
    if (answer.about().longer()) {
      namesNoOther(now);
    }
  }

  private void learn(long now, InetSocketAddress from, BindingAnswer said) {
    mappedFrom.putIfAbsent(from, said.mapped());
    if (other == null && said.other() != null) {
      other = said.other();
      explored = true;
      questions.cancelIf(Question::longer);
      askOthers(now, other);
    }
  }

  private void namesNoOther(long now) {
    if (!explored) {
      explored = true;
      if (mapped() != null) {
        alsoAt.forEach(to -> ask(now, to, NEXT));
      }
    }
  }

  private void askOthers(long now, InetSocketAddress other) {
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
    questions.ask(now, new Question(to, false), socket, to, schedule);
  }

  @Override
  public void handleTimeout(long now) {
    questions.handleTimeout(
        now,
        unanswered -> {
          if (unanswered.longer()) {
            namesNoOther(now);
          }
        });
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

  /** How A1:P1 sees the socket, or null. */
  @Nullable InetSocketAddress mapped() {
    return mappedFrom.get(server);
  }

  /** A2:P2, or null while or because the server has not named it. */
  @Nullable InetSocketAddress other() {
    return other;
  }

  /** Whether {@link #other} will not change any more. */
  boolean explored() {
    return explored;
  }

  /** How the socket was seen, in the order of asking. */
  List<InetSocketAddress> allMapped() {
    return asked.stream().map(mappedFrom::get).filter(Objects::nonNull).toList();
  }

  /** Whether one address of the server was asked only, so that address-dependence is not known. */
  boolean oneAddressOnly() {
    return asked.stream().map(InetSocketAddress::getAddress).distinct().count() < 2;
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

  /**
   * The mapped ports of all but A1:P1, in the order of asking, unheard ones left out. A port seen
   * twice is one mapping: where mapping depends on the address, both ports of an address share it.
   */
  List<Integer> laterPorts() {
    return asked.stream()
        .skip(1)
        .map(mappedFrom::get)
        .filter(Objects::nonNull)
        .filter(each -> !each.equals(mapped()))
        .map(InetSocketAddress::getPort)
        .distinct()
        .toList();
  }
}
