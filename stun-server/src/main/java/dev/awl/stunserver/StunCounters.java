package dev.awl.stunserver;

import dev.awl.stunserver.Verdict.Drop;
import dev.awl.stunserver.Verdict.Reply;
import java.util.Map;

/** What a STUN server answered and what it dropped. Cheap to count, safe to read anywhere. */
public final class StunCounters {

  /** Which generation of STUN the client speaks. */
  public enum Dialect {
    /** RFC 5389 and later. */
    COOKIE,
    /** RFC 3489. */
    CLASSIC
  }

  /** How a Binding request was answered. */
  public enum Outcome {
    SUCCESS,
    /** 400. */
    BAD_REQUEST,
    /** 420. */
    UNKNOWN_ATTRIBUTE
  }

  /**
   * The counts at one moment. The only method a STUN server answers is Binding.
   *
   * @param answered Binding requests by dialect and outcome
   * @param dropped datagrams by reason
   */
  public record Snapshot(Map<Dialect, Map<Outcome, Long>> answered, Map<Drop, Long> dropped) {

    public Snapshot {
      answered = Map.copyOf(answered);
      dropped = Map.copyOf(dropped);
    }

    public long answered(Dialect dialect, Outcome outcome) {
      Map<Outcome, Long> outcomes = answered.get(dialect);
      Long count = outcomes == null ? null : outcomes.get(outcome);
      return count == null ? 0 : count;
    }

    public long dropped(Drop reason) {
      Long count = dropped.get(reason);
      return count == null ? 0 : count;
    }
  }

  private final EnumCounts<Outcome> cookie = new EnumCounts<>(Outcome.class);
  private final EnumCounts<Outcome> classic = new EnumCounts<>(Outcome.class);
  private final EnumCounts<Drop> dropped = new EnumCounts<>(Drop.class);

  /** Counts a reply. */
  public void count(Reply reply) {
    Outcome outcome =
        switch (reply.message().errorCode()) {
          case 0 -> Outcome.SUCCESS;
          case 420 -> Outcome.UNKNOWN_ATTRIBUTE;
          default -> Outcome.BAD_REQUEST;
        };
    (reply.message().id().isClassic() ? classic : cookie).increment(outcome);
  }

  /** Counts a success response to a request without attributes. */
  void countBare(boolean isClassic) {
    (isClassic ? classic : cookie).increment(Outcome.SUCCESS);
  }

  /** Counts a drop. */
  public void count(Drop reason) {
    dropped.increment(reason);
  }

  /** The counts now, as Prometheus reads them. */
  public String prometheus() {
    return StunMetrics.of(snapshot());
  }

  /** The counts now. */
  public Snapshot snapshot() {
    return new Snapshot(
        Map.of(Dialect.COOKIE, cookie.sums(), Dialect.CLASSIC, classic.sums()), dropped.sums());
  }
}
