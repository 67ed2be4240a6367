package dev.awl.relay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NonceIssuerTest {

  private static final InetSocketAddress SOURCE = new InetSocketAddress("203.0.113.9", 4000);
  private static final long NOW = Duration.ofMinutes(90).toNanos();

  private final NonceIssuer issuer = new NonceIssuer(new SecureRandom());
  private final String nonce = issuer.issue(NOW, SOURCE);

  @Test
  void is_valid_for_its_source_for_an_hour() {
    long lifetime = NonceIssuer.LIFETIME.toNanos();
    assertThat(nonce).hasSize(16);
    assertThat(issuer.isValid(NOW, SOURCE, nonce)).isTrue();
    assertThat(issuer.isValid(NOW + lifetime - 1, SOURCE, nonce)).isTrue();
    assertThat(issuer.isValid(NOW + lifetime, SOURCE, nonce)).isFalse();
  }

  @Test
  void is_worth_nothing_elsewhere() {
    var otherPort = new InetSocketAddress(SOURCE.getAddress(), 4001);
    var otherAddress = new InetSocketAddress("203.0.113.8", 4000);
    assertThat(issuer.isValid(NOW, otherPort, nonce)).isFalse();
    assertThat(issuer.isValid(NOW, otherAddress, nonce)).isFalse();
    assertThat(new NonceIssuer(new SecureRandom()).isValid(NOW, SOURCE, nonce)).isFalse();
  }

  @Test
  void no_changed_character_goes_unnoticed() {
    for (int i = 0; i < nonce.length(); i++) {
      char other = nonce.charAt(i) == 'A' ? 'B' : 'A';
      String changed = nonce.substring(0, i) + other + nonce.substring(i + 1);
      assertThat(issuer.isValid(NOW, SOURCE, changed)).isFalse();
    }
    assertThat(issuer.isValid(NOW, SOURCE, "")).isFalse();
    assertThat(issuer.isValid(NOW, SOURCE, nonce + "AAAA")).isFalse();
  }
}
