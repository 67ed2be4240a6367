package dev.awl.peer.exchange;

import dev.awl.peer.candidate.Candidate;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Where a peer may be reached from now on, told inside the channel of a session that stands: a new
 * allocation has another relayed address, a new network another mapped one.
 *
 * @param number grows from one to the next of a session: streams may overtake each other
 * @param candidates all of them; those of earlier news, and of offer and answer, hold no longer
 */
public record CandidateNews(int number, List<Candidate> candidates) {

  /** A longer one is no candidate news. */
  public static final int MAX_LENGTH = ExchangeFormat.MAX_LENGTH;

  public CandidateNews {
    candidates = List.copyOf(candidates);
    if (candidates.size() > Offer.MAX_CANDIDATES) {
      throw new IllegalArgumentException("more than 16 candidates: " + candidates.size());
    }
  }

  /** As the package documentation draws it. */
  public byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(MAX_LENGTH).putInt(number);
    ExchangeFormat.writeCandidates(out, candidates);
    return ExchangeFormat.written(out);
  }

  /** Reads what {@link #bytes} wrote. */
  public static CandidateNews of(byte[] bytes) throws ExchangeException {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      return new CandidateNews(in.getInt(), ExchangeFormat.readCandidates(in));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new ExchangeException("the candidates are malformed");
    }
  }
}
