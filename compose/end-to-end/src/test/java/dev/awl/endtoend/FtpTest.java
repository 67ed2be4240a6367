package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.endtoend.FtpSites.Family;
import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FTP through the hole, between two port-restricted NATs. */
@Lab
class FtpTest {

  @TempDir Path homes;

  @Test
  void vsftpd_with_curl_and_lftp_in_every_mode() {
    FtpMatrix matrix = new FtpMatrix(homes);
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        FtpLab ftp = new FtpLab(lab, homes, FtpServer.VSFTPD)) {
      ftp.sites().provesThatNothingRoutes();
      for (Family user : Family.values()) {
        for (Family server : Family.values()) {
          for (FtpMode mode : FtpMode.values()) {
            for (FtpClient client : new FtpClient[] {FtpClient.CURL, FtpClient.LFTP}) {
              if (client.can(mode, user)) {
                matrix.run(ftp, FtpServer.VSFTPD, client, mode, user, server);
              }
            }
          }
        }
      }
      assertThat(matrix.failures()).as("%s%n%s", matrix, ftp).isEmpty();
    }
  }
}
