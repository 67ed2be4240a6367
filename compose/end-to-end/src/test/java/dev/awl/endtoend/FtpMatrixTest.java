package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.endtoend.FtpSites.Family;
import dev.awl.wire.nat.NatLabel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every FTP server with every client, mode and family, between two port-restricted NATs. */
@Lab
class FtpMatrixTest {
  private static final Path TABLE = Launcher.ROOT.resolve("compose/end-to-end/target/ftp.txt");

  /** Fewer would mean that servers or clients are missing. */
  private static final int EXPECTED = 180;

  @TempDir Path homes;

  @Test
  void what_works_on_a_direct_connection_works_through_the_hole() throws IOException {
    FtpMatrix matrix = new FtpMatrix(homes);
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        FtpLab ftp = new FtpLab(lab, homes, FtpServer.values())) {
      ftp.sites().provesThatNothingRoutes();
      for (FtpServer server : FtpServer.values()) {
        for (FtpClient client : FtpClient.values()) {
          cells(matrix, ftp, server, client);
        }
      }
      Files.createDirectories(TABLE.getParent());
      Files.writeString(TABLE, matrix.table());
      assertThat(matrix.failures()).as("%s%n%s", matrix.table(), ftp).isEmpty();
      assertThat(matrix.works()).isGreaterThanOrEqualTo(EXPECTED);
    }
  }

  private static void cells(FtpMatrix matrix, FtpLab ftp, FtpServer server, FtpClient client) {
    for (FtpMode mode : FtpMode.values()) {
      for (Family user : Family.values()) {
        if (client.can(mode, user)) {
          for (Family service : Family.values()) {
            matrix.run(ftp, server, client, mode, user, service);
          }
        }
      }
    }
  }
}
