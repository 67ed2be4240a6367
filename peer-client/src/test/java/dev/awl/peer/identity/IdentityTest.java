package dev.awl.peer.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.wire.rendezvous.PeerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {

  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path directory;

  @Test
  void signs_what_its_public_key_verifies() {
    Identity identity = Identity.generate();

    assertThat(identity.publicKey().verifies(MESSAGE, identity.sign(MESSAGE))).isTrue();
    assertThat(identity.id())
        .isEqualTo(PeerId.ofSubjectPublicKeyInfo(identity.subjectPublicKeyInfo()));
  }

  @Test
  void has_a_certificate_of_its_key_signed_with_its_key() throws Exception {
    Identity identity = Identity.generate();

    identity.certificate().verify(identity.publicKey().publicKey());
    identity.certificate().checkValidity();
    assertThat(identity.certificate().getPublicKey().getEncoded())
        .isEqualTo(identity.subjectPublicKeyInfo());
  }

  @Test
  void stays_the_same_once_created() throws Exception {
    Path home = directory.resolve("a/b");

    Identity first = Identity.loadOrCreate(home);
    Identity second = Identity.loadOrCreate(home);

    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.certificate()).isEqualTo(first.certificate());
    assertThat(first.publicKey().verifies(MESSAGE, second.sign(MESSAGE))).isTrue();
  }

  @Test
  void keeps_its_file_from_others() throws Exception {
    Identity.loadOrCreate(directory);

    assertThat(Files.getPosixFilePermissions(directory.resolve("identity.pem")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("identity.pem", "identity.lock");
    }
  }

  @Test
  void takes_a_file_that_not_even_its_owner_may_write() throws Exception {
    Identity first = Identity.loadOrCreate(directory);
    Files.setPosixFilePermissions(
        directory.resolve("identity.pem"), PosixFilePermissions.fromString("r--------"));

    assertThat(Identity.loadOrCreate(directory).id()).isEqualTo(first.id());
  }

  @Test
  void refuses_a_home_whose_files_others_may_replace() throws Exception {
    Identity first = Identity.loadOrCreate(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxr-x"));
    assertThatThrownBy(() -> Identity.loadOrCreate(directory))
        .isInstanceOf(IdentityException.class)
        .hasMessage(
            "others may replace the key and the known peers in %1$s; run: chmod 700 %1$s",
            directory);

    Path below = Files.createDirectory(directory.resolve("home"));
    Files.setPosixFilePermissions(below, PosixFilePermissions.fromString("rwx------"));
    assertThat(Identity.loadOrCreate(below).id()).isNotEqualTo(first.id());
  }

  @Test
  void refuses_a_file_that_others_may_read() throws Exception {
    Identity.loadOrCreate(directory);
    Path file = directory.resolve("identity.pem");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> Identity.loadOrCreate(directory))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("chmod 600 " + file);
  }

  @Test
  void says_in_one_line_that_the_file_is_broken() throws Exception {
    Identity.loadOrCreate(directory);
    Path file = directory.resolve("identity.pem");
    String good = Files.readString(file);
    String other = Files.readString(otherFile());
    List<String> broken =
        List.of(
            "",
            "garbage\n",
            good.substring(0, good.length() / 2),
            good.replace("PRIVATE KEY", "PUBLIC KEY"),
            good.replaceFirst("M", "!"),
            good.replaceFirst("\n[A-Za-z0-9+/]{8}", "\nAAAAAAAA"),
            good.substring(0, good.indexOf("-----BEGIN CERT"))
                + other.substring(other.indexOf("-----BEGIN CERT")),
            "x".repeat(100_000));
    for (String text : broken) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> Identity.loadOrCreate(directory))
          .as(text.substring(0, Math.min(60, text.length())))
          .isInstanceOf(IdentityException.class)
          .hasMessageContaining(file.toString())
          .message()
          .hasLineCount(1);
      assertThat(Files.readString(file)).as("left alone").isEqualTo(text);
    }
  }

  private Path otherFile() throws IOException {
    Path home = directory.resolve("other");
    Identity.loadOrCreate(home);
    return home.resolve("identity.pem");
  }

  @Test
  void says_in_one_line_that_home_is_a_file() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> Identity.loadOrCreate(file))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("--home")
        .message()
        .hasLineCount(1);
  }

  @Test
  @Timeout(180)
  void is_one_for_threads_that_start_together() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<PeerId>> ids = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        ids.add(
            threads.submit(
                () -> {
                  start.await();
                  return Identity.loadOrCreate(directory).id();
                }));
      }
      start.countDown();
      PeerId first = ids.get(0).get();
      for (Future<PeerId> each : ids) {
        assertThat(each.get()).isEqualTo(first);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  @Timeout(180)
  void is_one_for_processes_that_start_together() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  PrintIdentity.class.getName(),
                  directory.toString())
              .redirectErrorStream(true)
              .start());
    }
    List<String> printed = new ArrayList<>();
    for (Process each : processes) {
      printed.add(new String(each.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim());
      assertThat(each.waitFor(90, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(printed).containsOnly(Identity.loadOrCreate(directory).id().toString());
  }

  /** Another process of the same user. */
  static final class PrintIdentity {

    private PrintIdentity() {}

    public static void main(String[] args) throws IOException {
      System.out.println(Identity.loadOrCreate(Path.of(args[0])).id());
    }
  }
}
