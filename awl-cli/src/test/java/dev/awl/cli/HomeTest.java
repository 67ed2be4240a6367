package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HomeTest {

  @Test
  void the_environment_wins_over_the_platform() {
    assertThat(Home.of(Map.of("AWL_HOME", "/x"), "Linux", "/home/u")).isEqualTo(Path.of("/x"));
  }

  @Test
  void each_platform_has_its_place() {
    assertThat(Home.of(Map.of(), "Linux", "/home/u")).isEqualTo(Path.of("/home/u/.config/awl"));
    assertThat(Home.of(Map.of("XDG_CONFIG_HOME", "/c"), "Linux", "/home/u"))
        .isEqualTo(Path.of("/c/awl"));
    assertThat(Home.of(Map.of("XDG_CONFIG_HOME", ""), "FreeBSD", "/home/u"))
        .isEqualTo(Path.of("/home/u/.config/awl"));
    assertThat(Home.of(Map.of(), "Mac OS X", "/Users/u"))
        .isEqualTo(Path.of("/Users/u/Library/Application Support/awl"));
    assertThat(Home.of(Map.of("APPDATA", "/roaming"), "Windows 11", "/u"))
        .isEqualTo(Path.of("/roaming/awl"));
  }
}
