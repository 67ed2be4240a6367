package dev.awl.wire.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PeerIdTest {

  private final PeerId id =
      PeerId.ofSubjectPublicKeyInfo("a key".getBytes(StandardCharsets.US_ASCII));

  @Test
  void has_eight_groups_of_seven() {
    assertThat(id.toString()).matches("([A-Z2-7]{7}-){7}[A-Z2-7]{7}");
    assertThat(id.toString()).startsWith(id.brief());
  }

  @Test
  void reads_its_own_text_in_any_case_with_spaces_or_without_anything() {
    String text = id.toString();
    assertThat(PeerId.parse(text)).isEqualTo(id);
    assertThat(PeerId.parse(text.toLowerCase(Locale.ROOT).replace('-', ' '))).isEqualTo(id);
    assertThat(PeerId.parse(text.replace("-", "").replace('O', '0'))).isEqualTo(id);
  }

  @Test
  void catches_every_single_typo() {
    String text = id.toString();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '-') {
        String typo =
            text.substring(0, i) + (text.charAt(i) == 'Q' ? 'R' : 'Q') + text.substring(i + 1);
        assertThatThrownBy(() -> PeerId.parse(typo))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("typo");
      }
    }
  }

  @Test
  void orders_by_unsigned_bytes() {
    byte[] low = new byte[32];
    byte[] high = new byte[32];
    low[0] = 0x7F;
    high[0] = (byte) 0x80;

    assertThat(PeerId.ofHash(low)).isLessThan(PeerId.ofHash(high));
  }
}
