package dev.awl.peer.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordListTest {

  @Test
  void has_short_distinct_words_enough_for_twenty_bits_in_two() {
    List<String> words = WordList.words();
    assertThat(words).doesNotHaveDuplicates().allMatch(word -> word.matches("[a-z]{3,7}"));
    assertThat(2 * Math.log(words.size()) / Math.log(2)).isGreaterThan(20.6);
  }

  @Test
  void no_slip_of_a_finger_makes_one_word_of_another() {
    List<String> words = WordList.words();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      assertThat(words.subList(i + 1, words.size()))
          .noneMatch(other -> WordList.isSlip(word, other));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4-quartz-marble", " 4 Quartz Marble ", "4-QUARTZ-marble"})
  void reads_a_code_as_people_type_it(String typed) {
    assertThat(PairingCode.looksLike(typed)).isTrue();
    assertThat(PairingCode.parse(typed)).isEqualTo(new PairingCode(4, "quartz-marble"));
    assertThat(PairingCode.parse(typed)).hasToString("4-quartz-marble");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"4-quartz-marbl", "4-quatrz-marble", "4-quartz-marblle", "4-quartz-narble"})
  void names_the_word_that_was_meant(String typed) {
    assertThatThrownBy(() -> PairingCode.parse(typed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("did you mean '" + (typed.contains("quatrz") ? "quartz" : "marble"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0-quartz-marble", "100000-quartz-marble", "4-quartz", "laptop", ""})
  void refuses_what_is_no_code(String typed) {
    assertThatThrownBy(() -> PairingCode.parse(typed)).isInstanceOf(IllegalArgumentException.class);
  }
}
