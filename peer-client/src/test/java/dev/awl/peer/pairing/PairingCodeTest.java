package dev.awl.peer.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairingCodeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1-effort-panther",
        "1 effort panther",
        "1 EFFORT  Panther ",
        "1_effort_panther",
        " 1 - effort - panther"
      })
  void code_is_understood_as_people_type_it(String text) {
    assertThat(PairingCode.looksLike(text)).isTrue();
    assertThat(PairingCode.parse(text)).hasToString("1-effort-panther");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nas", "1-effort", "effort-panther", "1-effort-panther-x", "a b c"})
  void other_texts_are_no_codes(String text) {
    assertThat(PairingCode.looksLike(text)).isFalse();
  }
}
