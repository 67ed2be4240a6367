package dev.awl.peer.exchange;

import dev.awl.peer.candidate.Candidate;
import dev.awl.peer.candidate.CandidateKind;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.PortAllocation;
import dev.awl.wire.rendezvous.SessionId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The plain inside of offers and answers; the package documentation draws it. */
final class ExchangeFormat {

  static final int MAX_LENGTH = 1024;
  private static final byte IPV4 = 1;
  private static final byte IPV6 = 2;
  private static final byte RENEWS = 1;

  /** In the order of their codes, from 1; an enum's own order is no wire format. */
  private static final List<NatLabel> LABELS =
      List.of(
          NatLabel.OPEN,
          NatLabel.FC,
          NatLabel.RC,
          NatLabel.PC,
          NatLabel.SN,
          NatLabel.FIREWALL,
          NatLabel.BLOCKED);

  private static final List<PortAllocation> ALLOCATIONS =
      List.of(
          PortAllocation.PRESERVING,
          PortAllocation.SEQUENTIAL,
          PortAllocation.RANDOM,
          PortAllocation.UNKNOWN);

  private ExchangeFormat() {}

  static byte[] write(Offer offer) {
    ByteBuffer out = ByteBuffer.allocate(MAX_LENGTH).putLong(offer.sentAt().toEpochMilli());
    writeRest(out, offer.startDelay(), offer.nat(), offer.candidates());
    if (offer.renews() != null) {
      out.put(RENEWS).put(offer.renews().bytes());
    }
    return written(out);
  }

  static byte[] write(Answer answer) {
    ByteBuffer out = ByteBuffer.allocate(MAX_LENGTH);
    writeRest(out, answer.startDelay(), answer.nat(), answer.candidates());
    if (answer.renewed()) {
      out.put(RENEWS);
    }
    return written(out);
  }

  static byte[] write(NatSummary nat) {
    int label = nat.label() == null ? 0 : 1 + LABELS.indexOf(nat.label());
    return ByteBuffer.allocate(NatSummary.BYTES)
        .put((byte) label)
        .put((byte) ALLOCATIONS.indexOf(nat.allocation()))
        .putShort((short) nat.delta())
        .array();
  }

  private static void writeRest(
      ByteBuffer out, Duration startDelay, NatSummary nat, List<Candidate> candidates) {
    out.putShort((short) startDelay.toMillis());
    out.put(write(nat));
    writeCandidates(out, candidates);
  }

  static void writeCandidates(ByteBuffer out, List<Candidate> candidates) {
    out.put((byte) candidates.size());
    for (Candidate each : candidates) {
      byte[] address = each.address().getAddress().getAddress();
      out.put((byte) each.kind().code()).put(address.length == 4 ? IPV4 : IPV6);
      out.putShort((short) each.address().getPort()).put(address);
    }
  }

  static byte[] written(ByteBuffer out) {
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  static Offer readOffer(SessionId session, byte[] bytes) throws ExchangeException {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      Instant sentAt = Instant.ofEpochMilli(in.getLong());
      Duration startDelay = readDelay(in);
      NatSummary nat = readNat(in);
      List<Candidate> candidates = readCandidates(in);
      return new Offer(session, candidates, nat, startDelay, sentAt, readRenewed(in));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new ExchangeException("the offer's content is malformed");
    }
  }

  static Answer readAnswer(SessionId session, byte[] bytes) throws ExchangeException {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      Duration startDelay = readDelay(in);
      NatSummary nat = readNat(in);
      List<Candidate> candidates = readCandidates(in);
      boolean renewed = in.hasRemaining() && in.get() == RENEWS;
      return new Answer(session, candidates, nat, startDelay, renewed);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new ExchangeException("the answer's content is malformed");
    }
  }

  private static @Nullable SessionId readRenewed(ByteBuffer in) {
    if (in.remaining() <= SessionId.LENGTH || in.get() != RENEWS) {
      return null;
    }
    byte[] id = new byte[SessionId.LENGTH];
    in.get(id);
    return SessionId.of(id);
  }

  private static Duration readDelay(ByteBuffer in) {
    return Duration.ofMillis(in.getShort() & 0xFFFF);
  }

  /** Values of a later version read as unknown. */
  static NatSummary readNat(ByteBuffer in) {
    int label = in.get() & 0xFF;
    int allocation = in.get() & 0xFF;
    return new NatSummary(
        label >= 1 && label <= LABELS.size() ? LABELS.get(label - 1) : null,
        allocation < ALLOCATIONS.size() ? ALLOCATIONS.get(allocation) : PortAllocation.UNKNOWN,
        in.getShort());
  }

  /** Leaves out candidates of a kind that this version does not know. */
  static List<Candidate> readCandidates(ByteBuffer in) {
    int count = in.get() & 0xFF;
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CandidateKind kind = kind(in.get());
      byte family = in.get();
      if (family != IPV4 && family != IPV6) {
        throw new IllegalArgumentException("address family " + family);
      }
      int port = in.getShort() & 0xFFFF;
      byte[] address = new byte[family == IPV4 ? 4 : 16];
      in.get(address);
      if (kind != null) {
        candidates.add(new Candidate(kind, new InetSocketAddress(ofBytes(address), port)));
      }
    }
    return candidates;
  }

  private static @Nullable CandidateKind kind(byte code) {
    for (CandidateKind each : CandidateKind.values()) {
      if (each.code() == code) {
        return each;
      }
    }
    return null;
  }

  private static InetAddress ofBytes(byte[] address) {
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e); // not with 4 or 16 bytes
    }
  }
}
