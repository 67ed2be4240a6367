package dev.awl.classifier;

import dev.awl.classifier.DetectionCommand.Send;
import dev.awl.classifier.DetectionEvent.Received;
import dev.awl.wire.Machine;
import dev.awl.wire.stun.StunClass;
import dev.awl.wire.stun.attribute.ChangeRequest;
import dev.awl.wire.stun.transaction.RetransmitSchedule;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Tests II and III (RFC 5780 section 4.4): a socket that never spoke to anybody but A1:P1 asks for
 * an answer from elsewhere.
 *
 * <pre>
 *   every 40 ms   change IP and port   until answered or given up
 *   every 40 ms   change port          the same
 *   every 80 ms   change nothing       the control: tells the round trip and the loss
 * </pre>
 *
 * Silence is the evidence here, and loss looks just like it. So silence counts only after {@value
 * #ENOUGH} requests while no control was lost, or after {@value #MANY} where some were; and not at
 * all where two of three controls were lost. The controls go to A1 alone. The other address may be
 * another host, and a slow one: its silence counts once it was heard elsewhere.
 */
final class FilteringTest implements Machine<Received, Send> {

  /** What came back. */
  enum Outcome {
    PENDING,
    /** Test II was answered: anybody may send to us. */
    ANYBODY,
    /** Test III only was answered. */
    SAME_ADDRESS,
    /** Neither was, though the controls were. */
    NOBODY_ELSE,
    /** The server does not do CHANGE-REQUEST, or too much was lost. */
    UNDECIDED
  }

  private enum Kind {
    CONTROL,
    CHANGE_PORT,
    CHANGE_BOTH
  }

  private record Question(Kind kind, int number) {}

  static final int ENOUGH = 12;
  static final int MANY = 30;

  private static final Duration INTERVAL = Duration.ofMillis(40);
  private static final RetransmitSchedule REPEATED =
      new RetransmitSchedule(INTERVAL, INTERVAL, MANY, Duration.ofSeconds(2));
  private static final RetransmitSchedule ONCE =
      new RetransmitSchedule(INTERVAL, INTERVAL, 1, Duration.ofSeconds(2));
  private static final int CONTROLS = MANY / 2;
  private static final long CONTROL_INTERVAL = 2 * INTERVAL.toNanos();
  private static final long SLACK = Duration.ofMillis(150).toNanos();
  private static final long NO_RTT = Duration.ofSeconds(1).toNanos();

  private final int socket;
  private final InetSocketAddress server;
  private final Questions<Question> questions;
  private final BitSet controlsAnswered = new BitSet(CONTROLS);
  private long startedAt = NEVER;
  private int controlsSent;
  private long rtt = NO_RTT;
  private boolean enoughSent;

  /** When silence counts at the earliest; NEVER: the other address is awaited. */
  private long silenceFrom = NEVER;

  private boolean portAnswered;
  private boolean refused;
  private @Nullable InetSocketAddress mapped;
  private Outcome outcome = Outcome.PENDING;

  FilteringTest(int socket, InetSocketAddress server, RandomGenerator random) {
    this.socket = socket;
    this.server = server;
    this.questions = new Questions<>(random, CONTROLS + 2);
  }

  void start(long now) {
    startedAt = now;
    sendControl(now);
    askForChange(now, Kind.CHANGE_BOTH, new ChangeRequest(true, true));
    askForChange(now, Kind.CHANGE_PORT, new ChangeRequest(false, true));
  }

  private void askForChange(long now, Kind kind, ChangeRequest change) {
    questions.ask(now, new Question(kind, 0), socket, server, REPEATED, change);
  }

  private void sendControl(long now) {
    questions.ask(now, new Question(Kind.CONTROL, controlsSent++), socket, server, ONCE);
  }

  @Override
  public void handle(long now, Received event) {
    Questions.Answer<Question> answer = questions.matchFromAnywhere(now, event);
    if (answer == null || outcome != Outcome.PENDING) {
      return;
    }
    if (answer.message().type() == StunClass.ERROR_RESPONSE) {
      refuse();
      return;
    }
    boolean otherAddress = !event.from().getAddress().equals(server.getAddress());
    boolean otherPort = event.from().getPort() != server.getPort();
    switch (answer.about().kind()) {
      case CONTROL -> {
        controlsAnswered.set(answer.about().number());
        rtt = Math.min(rtt, answer.nanos());
        BindingAnswer said = BindingAnswer.of(answer.message());
        mapped = said == null ? null : said.mapped();
      }
      case CHANGE_PORT -> {
        portAnswered = true;
        if (otherAddress || !otherPort) {
          refuse();
        }
      }
      case CHANGE_BOTH -> {
        if (otherAddress) {
          decide(Outcome.ANYBODY);
        } else {
          refuse();
        }
      }
    }
  }

  @Override
  public void handleTimeout(long now) {
    if (outcome != Outcome.PENDING || startedAt == NEVER) {
      return;
    }
    questions.handleTimeout(now, unanswered -> {});
    if (now >= nextControl()) {
      sendControl(now);
    }
    if (now < silenceFrom) {
      return;
    }
    if (now >= verdictAfter(MANY)) {
      decide(controlsAnswered.cardinality() * 3 >= controlsSent ? silence() : Outcome.UNDECIDED);
    } else if (now >= verdictAfter(ENOUGH)) {
      enoughSent = true;
      if (controlsAnswered.nextClearBit(0) >= controlsDueBy(now)) {
        decide(silence());
      }
    }
  }

  private Outcome silence() {
    return portAnswered ? Outcome.SAME_ADDRESS : Outcome.NOBODY_ELSE;
  }

  /** How many controls were sent so long ago that their answer should be here. */
  private long controlsDueBy(long now) {
    long age = now - startedAt - patience();
    return Math.min(controlsSent, age < 0 ? 0 : age / CONTROL_INTERVAL + 1);
  }

  private long patience() {
    return rtt + Math.max(SLACK, rtt / 2);
  }

  private long verdictAfter(int requests) {
    return startedAt + (requests - 1) * INTERVAL.toNanos() + patience();
  }

  private long nextControl() {
    return controlsSent < CONTROLS ? startedAt + controlsSent * CONTROL_INTERVAL : NEVER;
  }

  /** The other address answered a later question than ours: what it has for us arrives soon. */
  void otherHeard(long now) {
    silenceFrom = now + SLACK;
  }

  /** It answers nothing at all, so that there is nothing to wait for. */
  void otherIsDead(long now) {
    silenceFrom = now;
  }

  /** Ends the test early, for it cannot tell anything: the server has no other address. */
  void abandon() {
    if (outcome == Outcome.PENDING) {
      decide(Outcome.UNDECIDED);
    }
  }

  private void refuse() {
    refused = true;
    decide(Outcome.UNDECIDED);
  }

  private void decide(Outcome decided) {
    outcome = decided;
    questions.cancelIf(any -> true);
  }

  @Override
  public @Nullable Send poll() {
    return questions.poll();
  }

  @Override
  public long deadline() {
    if (outcome != Outcome.PENDING || startedAt == NEVER) {
      return NEVER;
    }
    long verdict = Math.max(silenceFrom, verdictAfter(enoughSent ? MANY : ENOUGH));
    return Math.min(verdict, Math.min(questions.deadline(), nextControl()));
  }

  /** How A1:P1 sees this socket, or null. */
  @Nullable InetSocketAddress mapped() {
    return mapped;
  }

  /** Whether the server says, or shows, that it does not do CHANGE-REQUEST. */
  boolean refused() {
    return refused;
  }

  Outcome outcome() {
    return outcome;
  }
}
