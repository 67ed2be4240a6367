package dev.awl.peer.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustStoreTest {

  @TempDir private Path home;

  private Path fileOfMode(String mode) throws Exception {
    Path file = Files.writeString(home.resolve(TrustStore.NAME), "{\"peers\":[]}");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw----", "rw----rw-", "rw-rw-rw-"})
  void refuses_a_file_in_which_others_may_let_themselves_in(String mode) throws Exception {
    Path file = fileOfMode(mode);

    assertThatThrownBy(() -> TrustStore.open(home))
        .isInstanceOf(TrustException.class)
        .hasMessage("others may change who is trusted, in " + file + "; run: chmod 600 " + file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwx---", "rwx----w-", "rwxrwxrwx"})
  void refuses_a_home_in_which_others_may_put_a_file(String mode) throws Exception {
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString(mode));

    assertThatThrownBy(() -> TrustStore.open(home))
        .isInstanceOf(TrustException.class)
        .hasMessage(
            "others may replace the key and the known peers in %1$s; run: chmod 700 %1$s", home);
  }

  @Test
  void takes_a_home_that_others_may_look_into() throws Exception {
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(TrustStore.open(home).peers()).isEmpty();
  }

  @Test
  void takes_a_file_that_others_may_read() throws Exception {
    fileOfMode("rw-r--r--");

    assertThat(TrustStore.open(home).peers()).isEmpty();
  }
}
