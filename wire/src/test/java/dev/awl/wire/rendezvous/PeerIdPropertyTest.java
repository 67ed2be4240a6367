package dev.awl.wire.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PeerIdPropertyTest {

  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  /** What doubling modulo 32 maps to the same: the one swap that Luhn does not see. */
  private static final Set<Character> BLIND_SPOT = Set.of('A', '7');

  @Property
  void comes_back_from_its_text(@ForAll @Size(32) byte[] hash) {
    PeerId id = PeerId.ofHash(hash);
    assertThat(PeerId.parse(id.toString())).isEqualTo(id);
    assertThat(id.hash()).isEqualTo(hash);
  }

  @Property(tries = 5_000)
  void any_single_typo_is_caught(
      @ForAll @Size(32) byte[] hash,
      @ForAll @IntRange(max = 55) int position,
      @ForAll @IntRange(max = 31) int letter) {
    StringBuilder text = plain(hash);
    Assume.that(text.charAt(position) != ALPHABET.charAt(letter));
    text.setCharAt(position, ALPHABET.charAt(letter));
    assertThatThrownBy(() -> PeerId.parse(text.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("typo");
  }

  @Property(tries = 5_000)
  void any_swap_of_neighbours_but_one_is_caught(
      @ForAll @Size(32) byte[] hash, @ForAll @IntRange(max = 54) int position) {
    StringBuilder text = plain(hash);
    char left = text.charAt(position);
    char right = text.charAt(position + 1);
    Assume.that(left != right && !BLIND_SPOT.equals(Set.of(left, right)));
    text.setCharAt(position, right);
    text.setCharAt(position + 1, left);
    assertThatThrownBy(() -> PeerId.parse(text.toString()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void any_text_is_an_id_or_one_line_for_people(@ForAll String text) {
    assertThatThrownBy(() -> PeerId.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("\n"));
  }

  private static StringBuilder plain(byte[] hash) {
    return new StringBuilder(PeerId.ofHash(hash).toString().replace("-", ""));
  }
}
