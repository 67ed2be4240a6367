package dev.awl.peer.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.wire.rendezvous.PeerId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

  /** A watch reads the file whenever it changes: also while somebody pairs. */
  @Test
  @Timeout(60)
  void whoever_was_stored_stays_known_while_the_file_is_read_again_and_again() throws Exception {
    TrustStore store = TrustStore.open(home);
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> reloadUntil(over, store));
    for (int i = 0; i < 50; i++) {
      byte[] hash = new byte[32];
      hash[0] = (byte) i;
      PeerId peer = PeerId.ofHash(hash);
      store.put(new KnownPeer("peer", peer, Instant.EPOCH, List.of(), null));
      for (int asked = 0; asked < 1_000; asked++) {
        assertThat(store.admits(peer)).as("peer %d", i).isTrue();
      }
    }
    over.set(true);
    reading.get(30, TimeUnit.SECONDS);
  }

  private static void reloadUntil(AtomicBoolean over, TrustStore store) {
    try {
      while (!over.get()) {
        store.reload();
      }
    } catch (TrustException e) {
      throw new AssertionError(e);
    }
  }
}
