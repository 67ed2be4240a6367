package dev.awl.wire.stun;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NonceCookieTest {

  @Test
  void the_first_feature_is_the_leftmost_bit() {
    String nonce = NonceCookie.withPasswordAlgorithms("xyz");

    assertThat(nonce).isEqualTo("obMatJos2gAAAxyz");
    assertThat(NonceCookie.offersPasswordAlgorithms(nonce)).isTrue();
    assertThat(NonceCookie.rest(nonce)).isEqualTo("xyz");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "plain", "obMatJos2", "obMatJos2QAAAxyz", "obMatJos2AAAAxyz", "obMatJos2!!!!"})
  void other_nonces_offer_nothing(String nonce) {
    assertThat(NonceCookie.offersPasswordAlgorithms(nonce)).isFalse();
    assertThat(NonceCookie.rest(nonce)).isEqualTo(nonce);
  }
}
