package dev.awl.cli.up;

import dev.awl.peer.trust.TrustStore;
import dev.awl.wire.rendezvous.PeerId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;

/** An {@code awl.toml} in a home of its own, and peers to name in it. */
abstract class WrittenUpFile {

  static final PeerId LAPTOP = PeerId.ofHash(new byte[32]);
  static final PeerId PHONE = PeerId.ofHash(filled(1));

  static final PeerId OWN = PeerId.ofHash(filled(7));

  @TempDir Path home;

  static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  UpSettings read(String text) throws Exception {
    Path file = home.resolve("awl.toml");
    Files.writeString(file, text);
    return UpFile.read(file, TrustStore.open(home), OWN, "ws://192.0.2.1:80");
  }
}
