package dev.awl.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.RendezvousMessage.RelayGrant;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RelayGrantsTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);

  @Test
  void grants_what_openssl_and_coturn_compute() {
    PeerId peer = PeerId.ofHash(new byte[32]);

    RelayGrant grant = new RelayGrants("north", Duration.ofHours(1), CLOCK).issue(peer);

    // printf '1700003600:AAAAAAA' | openssl dgst -sha1 -hmac north -binary | base64
    assertThat(grant)
        .isEqualTo(new RelayGrant("1700003600:AAAAAAA", "ClWE3kzhyptmq23t7FYqHyeTXAA=", 3600));
  }

  @Test
  void grants_nothing_without_a_secret() {
    RelayGrants none = new RelayGrants(null, Duration.ofHours(1), CLOCK);

    assertThat(none.issue(PeerId.ofHash(new byte[32]))).isNull();
    assertThat(none.areGiven()).isFalse();
  }
}
