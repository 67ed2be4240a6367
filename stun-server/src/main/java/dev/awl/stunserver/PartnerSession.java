package dev.awl.stunserver;

/**
 * Which messages of the partner are new. Neither clock needs to be right, but neither may go back
 * between two runs of its server: a run's number is the time of its start.
 *
 * <p>A message counts when it names our run, so it was made after we started, and a number of the
 * partner's run that was not taken before. A later run of the partner takes over from an earlier
 * one, never the other way round. So nothing ever counts twice, whichever of the two restarts.
 */
final class PartnerSession {

  private final long ownRun;
  private long theirRun;
  private ReplayWindow window = new ReplayWindow();
  private long sent;

  PartnerSession(long ownRun) {
    this.ownRun = ownRun;
  }

  long ownRun() {
    return ownRun;
  }

  /** 0 until one was heard of. */
  long theirRun() {
    return theirRun;
  }

  long nextNumber() {
    return ++sent;
  }

  /** Takes an authentic message; false when it must not count. */
  boolean take(PartnerMessage message) {
    if (message.senderRun() < theirRun) {
      return false;
    }
    if (message.senderRun() > theirRun) {
      theirRun = message.senderRun();
      window = new ReplayWindow();
    }
    return message.receiverRun() == ownRun && window.take(message.number());
  }
}
