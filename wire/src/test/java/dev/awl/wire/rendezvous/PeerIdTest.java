package dev.awl.wire.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerIdTest {

  /** SHA-256 of nothing, as hexadecimal and as base32. */
  private static final String NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private static final String NOTHING_BASE32 =
      "4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ";

  private final PeerId id = PeerId.ofSubjectPublicKeyInfo(new byte[0]);

  @Test
  void is_the_sha256_of_the_key() {
    assertThat(id.hex()).isEqualTo(NOTHING);
    assertThat(PeerId.ofHash(id.hash())).isEqualTo(id).hasSameHashCodeAs(id);
  }

  @Test
  void reads_as_base32_in_groups_of_seven_with_a_check_character_after_thirteen() {
    assertThat(id.toString()).matches("([A-Z2-7]{7}-){7}[A-Z2-7]{7}").startsWith(id.brief());
    assertThat(id.toString().replace("-", "").replaceAll("(.{13}).", "$1"))
        .isEqualTo(NOTHING_BASE32);
  }

  @Test
  void is_read_however_people_write_it() {
    String text = id.toString();
    for (String written :
        List.of(
            text.toLowerCase(Locale.ROOT),
            text.replace("-", ""),
            "  " + text.replace('-', ' ') + "\n",
            text.replace('O', '0').replace('I', '1').replace('B', '8'))) {
      assertThat(PeerId.parse(written)).isEqualTo(id);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "4-quartz-marble", "\u00DF", "-----"})
  void says_what_an_id_looks_like(String text) {
    assertThatThrownBy(() -> PeerId.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a peer ID has 56 letters and digits in groups of 7; this has ");
  }

  @Test
  void says_which_character_cannot_be() {
    assertThatThrownBy(() -> PeerId.parse("9" + id.toString().substring(1)))
        .hasMessage("a peer ID has letters and the digits 2 to 7, not '9'");
  }

  @Test
  void says_where_the_typo_is() {
    StringBuilder typo = new StringBuilder(id.toString());
    int inGroupFive = 4 * 8 + 2;
    typo.setCharAt(inGroupFive, typo.charAt(inGroupFive) == 'A' ? 'C' : 'A');
    assertThatThrownBy(() -> PeerId.parse(typo.toString()))
        .hasMessage("a typo in the peer ID, in its group 5 or 6");
  }

  @Test
  void catches_every_single_typo() {
    String text = id.toString();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '-') {
        String typo =
            text.substring(0, i) + (text.charAt(i) == 'Q' ? 'R' : 'Q') + text.substring(i + 1);
        assertThatThrownBy(() -> PeerId.parse(typo)).hasMessageContaining("typo");
      }
    }
  }

  @Test
  void orders_by_unsigned_bytes() {
    byte[] low = new byte[32];
    byte[] high = new byte[32];
    high[0] = (byte) 0x80;
    List<PeerId> ids = new ArrayList<>(List.of(PeerId.ofHash(high), PeerId.ofHash(low)));
    Collections.sort(ids);
    assertThat(ids).containsExactly(PeerId.ofHash(low), PeerId.ofHash(high));
    assertThat(PeerId.ofHash(low)).isEqualByComparingTo(PeerId.ofHash(new byte[32]));
  }

  @Test
  void keeps_its_bytes_to_itself() {
    byte[] hash = new byte[32];
    PeerId zero = PeerId.ofHash(hash);
    hash[0] = 1;
    zero.hash()[1] = 1;
    assertThat(zero).isEqualTo(PeerId.ofHash(new byte[32]));
  }

  @Test
  void has_32_bytes() {
    assertThatThrownBy(() -> PeerId.ofHash(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
