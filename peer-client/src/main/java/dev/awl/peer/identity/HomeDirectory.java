package dev.awl.peer.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The directory of a peer's key and known peers, whose files nobody else may replace. */
public final class HomeDirectory {

  private HomeDirectory() {}

  /**
   * What is wrong with it, as a line for people; null: nothing, or it is not there yet. Those above
   * it are not looked at: where a home stands in /tmp, say, the sticky bit keeps others from
   * renaming it.
   */
  public static @Nullable String mistake(Path home) throws IOException {
    boolean modes = home.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (!modes || !Files.isDirectory(home)) {
      return null;
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(home);
    boolean open =
        mode.contains(PosixFilePermission.GROUP_WRITE)
            || mode.contains(PosixFilePermission.OTHERS_WRITE);
    return open
        ? "others may replace the key and the known peers in " + home + "; run: chmod 700 " + home
        : null;
  }
}
