package dev.awl.peer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.peer.candidate.Candidate;
import dev.awl.peer.candidate.CandidateKind;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.PortAllocation;
import dev.awl.wire.rendezvous.SessionId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExchangeFormatTest {

  private static final SessionId SESSION = SessionId.of(new byte[16]);

  private static Answer answer(NatSummary nat, Candidate... candidates) {
    return new Answer(SESSION, List.of(candidates), nat, Duration.ofMillis(300));
  }

  private static final Candidate CANDIDATE =
      new Candidate(CandidateKind.SERVER_REFLEXIVE, new InetSocketAddress("192.0.2.1", 0x1234));

  @Test
  void has_the_documented_layout() {
    Offer offer =
        new Offer(
            SESSION,
            List.of(CANDIDATE),
            new NatSummary(NatLabel.PC, PortAllocation.RANDOM, -1),
            Duration.ofMillis(300),
            Instant.ofEpochMilli(0x0102030405L));

    assertThat(HexFormat.of().formatHex(ExchangeFormat.write(offer)))
        .isEqualTo("0000000102030405" + "012c" + "04" + "02" + "ffff" + "01" + "02011234c0000201");
  }

  @ParameterizedTest
  @EnumSource(NatLabel.class)
  void carries_every_label(NatLabel label) throws Exception {
    Answer answer = answer(new NatSummary(label, PortAllocation.PRESERVING, 0));

    assertThat(ExchangeFormat.readAnswer(SESSION, ExchangeFormat.write(answer))).isEqualTo(answer);
  }

  @ParameterizedTest
  @EnumSource(PortAllocation.class)
  void carries_every_allocation(PortAllocation allocation) throws Exception {
    Answer answer = answer(new NatSummary(null, allocation, 7));

    assertThat(ExchangeFormat.readAnswer(SESSION, ExchangeFormat.write(answer))).isEqualTo(answer);
  }

  @Test
  void names_the_session_that_it_renews() throws Exception {
    SessionId renewed = SessionId.random();
    Offer offer =
        new Offer(
            SESSION,
            List.of(CANDIDATE),
            NatSummary.UNKNOWN,
            Duration.ZERO,
            Instant.ofEpochMilli(1),
            renewed);
    Answer answer =
        new Answer(SESSION, List.of(CANDIDATE), NatSummary.UNKNOWN, Duration.ZERO, true);
    CandidateNews news = new CandidateNews(7, List.of(CANDIDATE));

    assertThat(ExchangeFormat.readOffer(SESSION, ExchangeFormat.write(offer))).isEqualTo(offer);
    assertThat(ExchangeFormat.readAnswer(SESSION, ExchangeFormat.write(answer))).isEqualTo(answer);
    assertThat(CandidateNews.of(news.bytes())).isEqualTo(news);
    assertThatThrownBy(() -> CandidateNews.of(new byte[3])).isInstanceOf(ExchangeException.class);
  }

  @Test
  void holds_as_many_candidates_as_an_offer_may_have() throws Exception {
    Candidate wide = new Candidate(CandidateKind.HOST, new InetSocketAddress("2001:db8::1", 65535));
    Candidate[] all = new Candidate[Offer.MAX_CANDIDATES];
    Arrays.fill(all, wide);
    Answer answer = answer(NatSummary.UNKNOWN, all);

    assertThat(ExchangeFormat.readAnswer(SESSION, ExchangeFormat.write(answer))).isEqualTo(answer);
    assertThatThrownBy(() -> answer(NatSummary.UNKNOWN, Arrays.copyOf(all, all.length + 1)))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void ignores_what_a_later_version_adds() throws Exception {
    byte[] bytes = ExchangeFormat.write(answer(NatSummary.UNKNOWN, CANDIDATE));
    bytes[2] = 99; // a label
    bytes[3] = 99; // an allocation
    bytes[7] = 99; // a kind of candidate

    Answer read = ExchangeFormat.readAnswer(SESSION, Arrays.copyOf(bytes, bytes.length + 5));

    assertThat(read).isEqualTo(answer(NatSummary.UNKNOWN));
  }

  @Test
  void refuses_every_truncation_and_survives_random_bytes() {
    byte[] bytes = ExchangeFormat.write(answer(NatSummary.UNKNOWN, CANDIDATE));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> ExchangeFormat.readAnswer(SESSION, cut))
          .isInstanceOf(ExchangeException.class);
    }
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      try {
        ExchangeFormat.readOffer(SESSION, noise);
      } catch (ExchangeException expected) {
        assertThat(expected).hasMessageContaining("malformed");
      }
    }
  }
}
