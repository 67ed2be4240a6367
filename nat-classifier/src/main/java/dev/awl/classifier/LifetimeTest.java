package dev.awl.classifier;

import dev.awl.classifier.DetectionCommand.CannotTell;
import dev.awl.classifier.DetectionCommand.Learned;
import dev.awl.classifier.DetectionCommand.Measured;
import dev.awl.classifier.DetectionEvent.Received;
import dev.awl.classifier.DetectionEvent.Started;
import dev.awl.classifier.LifetimeTrial.Verdict;
import dev.awl.wire.Machine;
import dev.awl.wire.stun.attribute.ResponseAddress;
import dev.awl.wire.stun.attribute.ResponsePort;
import dev.awl.wire.stun.transaction.RetransmitSchedule;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How long an idle binding lives (RFC 5780 section 4.6). Fresh sockets ask the server once and are
 * left alone, each for another time; then a socket apart asks the server to answer to the binding.
 *
 * <pre>
 *   trial socket  -- Binding request --&gt; A1:P1     the binding is made
 *                        ... idle ...
 *   socket 0      -- Binding request, RESPONSE-PORT = the binding's --&gt; A1:P1
 *   trial socket  &lt;-- Binding response --          alive; silence while the control is heard: gone
 * </pre>
 *
 * A round runs {@value #TRIALS} trials side by side and ends when the first binding is gone. Its
 * waits grow; those of the next round lie evenly between the longest alive and the shortest gone.
 * What is measured is a binding after one exchange: Linux, for one, gives longer to one that was in
 * use for a while, but a peer has to reckon with the shorter time.
 */
public final class LifetimeTest implements Machine<DetectionEvent, DetectionCommand> {

  /** Bindings left alone at a time. */
  static final int TRIALS = 8;

  private static final int ROUNDS = 2;

  /** How many fresh sockets it needs, numbered from 0. */
  public static final int SOCKETS = 2 + ROUNDS * TRIALS;

  private static final int ASKING = 0;
  private static final int FIRST_TRIAL = 2;

  /** Twelve times in 2.4 s: at 20 % loss each way all are lost in 5 of a million trials. */
  private static final RetransmitSchedule PERSISTENT =
      new RetransmitSchedule(
          Duration.ofMillis(200), Duration.ofMillis(200), 12, Duration.ofMillis(400));

  /** How the server is made to answer to a binding, best first. */
  private enum Way {
    /** RFC 5780 section 7.5. */
    RESPONSE_PORT,
    /** RFC 3489 section 11.2.2, which servers of that age honour; ours does not. */
    RESPONSE_ADDRESS,
    /** Not at all: the binding's own socket asks again and sees whether the mapping changed. */
    ASK_AGAIN
  }

  private enum Kind {
    BIND,
    CALL,
    CONTROL,
    ASK_AGAIN
  }

  private record Question(Kind kind, LifetimeTrial trial) {}

  private final InetSocketAddress server;
  private final boolean portPreserving;
  private final Duration longest;
  private final Questions<Question> questions;
  private final Queue<DetectionCommand> news = new ArrayDeque<>();
  private Way way = Way.RESPONSE_PORT;
  private int round; // 0: trying a way without a wait
  private List<LifetimeTrial> trials = List.of();
  private @Nullable Integer alive;
  private @Nullable Integer gone;
  private boolean finished;

  /**
   * @param portPreserving whether a new binding would look like the old one
   * @param longest no binding is left alone for longer
   * @param random makes the transaction IDs
   */
  public LifetimeTest(
      InetSocketAddress server, boolean portPreserving, Duration longest, RandomGenerator random) {
    if (longest.toSeconds() < 2) {
      throw new IllegalArgumentException("to measure a binding's lifetime takes 2 s or more");
    }
    this.server = server;
    this.portPreserving = portPreserving;
    this.longest = longest;
    this.questions = new Questions<>(random, 3 * TRIALS);
  }

  @Override
  public void handle(long now, DetectionEvent event) {
    if (finished) {
      return;
    }
    if (event instanceof Started) {
      tryWay(now);
    } else if (event instanceof Received received) {
      Questions.Answer<Question> answer = questions.match(now, received);
      if (answer != null) {
        heard(now, answer);
      }
    }
    proceed(now);
  }

  /** One trial without a wait: does the server answer to a binding when asked this way? */
  private void tryWay(long now) {
    trials = List.of(new LifetimeTrial(FIRST_TRIAL - 1, 0));
    bindAll(now);
  }

  private void startRound(long now) {
    List<Integer> waits =
        round == 1
            ? LifetimeWaits.growing(longest.toSeconds(), TRIALS)
            : LifetimeWaits.between(aliveOrZero(), Objects.requireNonNull(gone), TRIALS);
    int socket = FIRST_TRIAL + (round - 1) * TRIALS;
    ArrayDeque<LifetimeTrial> next = new ArrayDeque<>();
    for (int wait : waits) {
      next.add(new LifetimeTrial(socket++, wait));
    }
    trials = List.copyOf(next);
    String all = waits.stream().map(Object::toString).collect(Collectors.joining(", "));
    news.add(new Learned("binding lifetime: leaving bindings alone for " + all + " s"));
    bindAll(now);
  }

  private void bindAll(long now) {
    for (LifetimeTrial trial : trials) {
      Question bind = new Question(Kind.BIND, trial);
      questions.ask(now, bind, trial.socket(), server, PERSISTENT);
    }
  }

  private void heard(long now, Questions.Answer<Question> answer) {
    LifetimeTrial trial = answer.about().trial();
    BindingAnswer said = BindingAnswer.of(answer.message());
    switch (answer.about().kind()) {
      case BIND -> {
        if (said == null) {
          decide(trial, Verdict.VOID);
        } else {
          trial.bound(now, said.mapped());
        }
      }
      case CALL -> decide(trial, Verdict.ALIVE);
      case CONTROL -> trial.controlHeard();
      case ASK_AGAIN -> {
        boolean same = said != null && said.mapped().equals(trial.mapped());
        decide(trial, same ? Verdict.ALIVE : said == null ? Verdict.VOID : Verdict.GONE);
      }
    }
  }

  private void askFor(long now, LifetimeTrial trial, InetSocketAddress binding) {
    trial.asked();
    int socket = trial.socket();
    Question call = new Question(Kind.CALL, trial);
    switch (way) {
      case RESPONSE_PORT ->
          questions.askFor(
              now, call, ASKING, socket, server, PERSISTENT, new ResponsePort(binding.getPort()));
      case RESPONSE_ADDRESS ->
          questions.askFor(
              now, call, ASKING, socket, server, PERSISTENT, new ResponseAddress(binding));
      case ASK_AGAIN ->
          questions.ask(now, new Question(Kind.ASK_AGAIN, trial), socket, server, PERSISTENT);
    }
    if (way != Way.ASK_AGAIN) {
      questions.ask(now, new Question(Kind.CONTROL, trial), ASKING, server, PERSISTENT);
    }
  }

  @Override
  public void handleTimeout(long now) {
    if (finished) {
      return;
    }
    for (LifetimeTrial trial : trials) {
      InetSocketAddress binding = trial.mapped();
      if (trial.askAt() <= now && binding != null) {
        askFor(now, trial, binding);
      }
    }
    questions.handleTimeout(now, unanswered -> givenUp(unanswered.kind(), unanswered.trial()));
    proceed(now);
  }

  private void givenUp(Kind kind, LifetimeTrial trial) {
    switch (kind) {
      case CALL -> {
        trial.silent();
        tell(trial);
      }
      case BIND, ASK_AGAIN -> decide(trial, Verdict.VOID);
      case CONTROL -> {}
    }
  }

  private void decide(LifetimeTrial trial, Verdict verdict) {
    trial.decide(verdict);
    questions.cancelIf(question -> question.trial() == trial);
    tell(trial);
  }

  private void tell(LifetimeTrial trial) {
    if (round > 0) {
      String end =
          switch (trial.verdict()) {
            case ALIVE -> "still there";
            case GONE -> "gone";
            case VOID, OPEN -> "cannot tell, too much was lost";
          };
      news.add(new Learned("binding lifetime: after " + trial.seconds() + " s " + end));
    }
  }

  private void proceed(long now) {
    // An answer through the binding is proof. A binding gone before one that lives was a bad path.
    for (LifetimeTrial trial : trials) {
      if (trial.verdict() == Verdict.ALIVE && trial.seconds() > aliveOrZero()) {
        alive = trial.seconds();
      }
    }
    if (trials.stream().allMatch(each -> each.verdict() != Verdict.OPEN) || someGone()) {
      questions.cancelIf(any -> true);
      endRound(now);
    }
  }

  private boolean someGone() {
    return trials.stream()
        .filter(each -> each.verdict() == Verdict.GONE && each.seconds() > aliveOrZero())
        .mapToInt(LifetimeTrial::seconds)
        .anyMatch(
            seconds ->
                trials.stream()
                    .noneMatch(each -> each.seconds() < seconds && each.verdict() == Verdict.OPEN));
  }

  private void endRound(long now) {
    if (round == 0) {
      wayTried(now, trials.get(0).verdict() == Verdict.ALIVE);
      return;
    }
    trials.stream()
        .filter(each -> each.verdict() == Verdict.GONE && each.seconds() > aliveOrZero())
        .mapToInt(LifetimeTrial::seconds)
        .min()
        .ifPresent(seconds -> gone = seconds);
    if (gone != null && round < ROUNDS && gone - aliveOrZero() > 1) {
      round++;
      startRound(now);
    } else if (gone == null && alive == null) {
      news.add(new CannotTell("binding lifetime: too many packets were lost; try again"));
      finish(BindingLifetime.UNKNOWN);
    } else {
      finish(new BindingLifetime(aliveOrZero(), gone));
    }
  }

  private void wayTried(long now, boolean works) {
    if (works) {
      round = 1;
      startRound(now);
      return;
    }
    switch (way) {
      case RESPONSE_PORT -> nextWay(now, Way.RESPONSE_ADDRESS);
      case RESPONSE_ADDRESS -> {
        if (portPreserving) {
          news.add(
              new CannotTell(
                  "binding lifetime: this server does not answer to another port (RESPONSE-PORT),"
                      + " and this NAT gives a new binding the same port again"));
          finish(BindingLifetime.UNKNOWN);
        } else {
          nextWay(now, Way.ASK_AGAIN);
        }
      }
      case ASK_AGAIN -> {
        news.add(new CannotTell("binding lifetime: the server does not answer"));
        finish(BindingLifetime.UNKNOWN);
      }
    }
  }

  private void nextWay(long now, Way next) {
    way = next;
    tryWay(now);
  }

  private int aliveOrZero() {
    return alive == null ? 0 : alive;
  }

  private void finish(BindingLifetime lifetime) {
    finished = true;
    news.add(new Measured(lifetime));
  }

  @Override
  public @Nullable DetectionCommand poll() {
    DetectionCommand next = questions.poll();
    return next != null ? next : news.poll();
  }

  @Override
  public long deadline() {
    if (finished) {
      return NEVER;
    }
    return trials.stream().mapToLong(LifetimeTrial::askAt).reduce(questions.deadline(), Math::min);
  }
}
