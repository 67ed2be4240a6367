package dev.awl.peer;

import dev.awl.peer.candidate.Candidate;
import dev.awl.peer.channel.PeerChannel;
import dev.awl.peer.channel.StreamKind;
import dev.awl.peer.exchange.CandidateNews;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the two peers of a session know of each other's candidates after offer and answer. Without
 * it, a session that outlives a restart of the relay would have none to fall back to: each side has
 * a new allocation then, which the other one does not know.
 */
final class CandidateExchange {

  private final Consumer<List<Candidate>> theirs;
  private List<Candidate> told;
  private int lastTold;
  private int lastHeard;
  private @Nullable PeerChannel channel;

  /**
   * One for a session.
   *
   * @param told what the peer was told by offer or answer
   * @param theirs takes what the peer tells from then on
   */
  CandidateExchange(List<Candidate> told, Consumer<List<Candidate>> theirs) {
    this.told = told;
    this.theirs = theirs;
  }

  /** Uses this channel, and hears what the peer tells on it. */
  void over(PeerChannel opened) {
    channel = opened;
    opened.accept(StreamKind.CANDIDATES, () -> CandidateStream.hearing(this::heard));
  }

  /** Tells the peer, unless that is what it was told last. */
  void tell(List<Candidate> ours) {
    if (!ours.equals(told)) {
      tellAgain(ours);
    }
  }

  /**
   * Tells the peer what a renewed offer or answer has told it: what was told before those may still
   * be on its way.
   */
  void tellAgain(List<Candidate> ours) {
    if (channel != null) {
      told = ours;
      lastTold++;
      var unused = channel.openStream(CandidateStream.telling(new CandidateNews(lastTold, ours)));
    }
  }

  private void heard(CandidateNews news) {
    if (news.number() > lastHeard) {
      lastHeard = news.number();
      theirs.accept(news.candidates());
    }
  }
}
