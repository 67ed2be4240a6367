package dev.awl.cli;

import dev.awl.peer.trust.KnownPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What this peer calls itself towards peers it pairs with. */
final class OwnName {

  private static final Path LINUX = Path.of("/proc/sys/kernel/hostname");

  private OwnName() {}

  /** The name given, or the machine's. */
  static String of(@Nullable String option) {
    if (option == null) {
      return KnownPeer.nameOf(machine());
    }
    if (!KnownPeer.isName(option)) {
      throw AwlException.usage(
          "--name '" + option + "': 1 to 32 lower-case letters, digits and dashes, a letter first");
    }
    return option;
  }

  /** Not by a look-up of addresses, which may wait for a name server. */
  private static String machine() {
    try {
      return Files.readString(LINUX).strip();
    } catch (IOException e) {
      String windows = System.getenv().getOrDefault("COMPUTERNAME", "");
      return windows.isEmpty() ? System.getenv().getOrDefault("HOSTNAME", "peer") : windows;
    }
  }
}
