package dev.awl.peer.exchange;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.SessionId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SeenSessionsTest {

  private static final PeerId PEER = PeerId.ofHash(new byte[32]);
  private static final Instant NOW = Instant.EPOCH;

  private final SeenSessions seen = new SeenSessions(Duration.ofMinutes(4));

  @Test
  void remembers_for_its_time_and_forgets_afterwards() throws Exception {
    SessionId session = SessionId.random();
    seen.add(NOW, PEER, session);

    assertThatThrownBy(() -> seen.add(NOW.plusSeconds(240), PEER, session))
        .isInstanceOf(ExchangeException.class);
    assertThatCode(() -> seen.add(NOW.plusSeconds(241), PEER, session)).doesNotThrowAnyException();
  }

  @Test
  void takes_no_more_when_full_rather_than_forget() throws Exception {
    SessionId first = SessionId.random();
    seen.add(NOW, PEER, first);
    for (int i = 1; i < SeenSessions.MAX; i++) {
      seen.add(NOW, PEER, SessionId.random());
    }

    assertThatThrownBy(() -> seen.add(NOW, PEER, SessionId.random()))
        .hasMessageContaining("too many");
    assertThatThrownBy(() -> seen.add(NOW, PEER, first)).isInstanceOf(ExchangeException.class);
    assertThatCode(() -> seen.add(NOW.plusSeconds(241), PEER, SessionId.random()))
        .doesNotThrowAnyException();
  }
}
