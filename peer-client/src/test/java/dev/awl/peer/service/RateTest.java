package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {

  @ParameterizedTest
  @CsvSource({
    "20Mbit/s, 20000000, 20Mbit/s",
    "20 mbit/s, 20000000, 20Mbit/s",
    "2.5MB/s, 20000000, 20Mbit/s",
    "64kbit, 64000, 64kbit/s",
    "1500kbps, 0, ''",
    "8000bit/s, 8000, 8kbit/s",
    "1.25GB/s, 10000000000, 10Gbit/s",
    "1500kbitps, 1500000, 1.5Mbit/s",
  })
  void reads_what_people_write(String text, long bits, String again) {
    if (bits == 0) {
      assertThatThrownBy(() -> Rate.parse(text)).hasMessageContaining("20Mbit/s or 2.5MB/s");
    } else {
      assertThat(Rate.parse(text)).isEqualTo(new Rate(bits)).hasToString(again);
      assertThat(Rate.parse(again).bitsPerSecond()).isEqualTo(bits);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "20", "fast", "-1Mbit/s", "20Mb/s", "1Tbit/s", "1e3bit/s", "20Mbit/m"})
  void says_how_it_is_written(String text) {
    assertThatThrownBy(() -> Rate.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "' is no rate such as 20Mbit/s or 2.5MB/s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0Mbit/s", "7kbit/s", "1001Gbit/s", "999999999999GB/s"})
  void has_bounds(String text) {
    assertThatThrownBy(() -> Rate.parse(text)).hasMessage("a rate is 8kbit/s to 1000Gbit/s");
  }
}
