package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.endtoend.FtpSites.Family;
import dev.awl.wire.nat.NatLabel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every FTP server that has TLS with every client that has it, between two port-restricted NATs:
 * TLS from the client to the access peer, and from there to the server.
 */
@Lab
class FtpsMatrixTest {
  private static final Path TABLE = Launcher.ROOT.resolve("compose/end-to-end/target/ftps.txt");

  /** Fewer would mean that servers or clients are missing. */
  private static final int EXPECTED = 80;

  @TempDir Path homes;

  @Test
  void what_works_on_a_direct_connection_works_through_the_bridge() throws IOException {
    FtpMatrix matrix = new FtpMatrix(homes);
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC)) {
      Path servers = FtpsServer.certificate(lab.inner().host(), homes);
      Peer access = Peer.access(lab, homes);
      String authority =
          Launcher.run(access.host(), Duration.ofSeconds(20), access.home(), "ftp-ca").succeeded();
      Files.writeString(homes.resolve("ca.pem"), authority + Files.readString(servers));
      try (FtpLab ftp =
          new FtpLab(
              lab,
              homes,
              List.of(FtpsServer.values()),
              "",
              List.of("--ftps-ca", servers.toString()))) {
        ftp.sites().provesThatNothingRoutes();
        for (FtpsServer server : FtpsServer.values()) {
          for (FtpsClient client : FtpsClient.values()) {
            cells(matrix, ftp, server, client);
          }
        }
        Files.createDirectories(TABLE.getParent());
        Files.writeString(TABLE, matrix.table());
        assertThat(matrix.failures()).as("%s%n%s", matrix.table(), ftp).isEmpty();
        assertThat(matrix.works()).isGreaterThanOrEqualTo(EXPECTED);
      }
    }
  }

  /** Every mode, and every pair of families, if not each with each. */
  private static void cells(FtpMatrix matrix, FtpLab ftp, FtpsServer server, FtpsClient client) {
    cell(matrix, ftp, server, client, FtpMode.PASV, Family.IPV4, Family.IPV4);
    cell(matrix, ftp, server, client, FtpMode.EPSV, Family.IPV4, Family.IPV6);
    cell(matrix, ftp, server, client, FtpMode.EPSV, Family.IPV6, Family.IPV4);
    cell(matrix, ftp, server, client, FtpMode.PORT, Family.IPV4, Family.IPV6);
    cell(matrix, ftp, server, client, FtpMode.EPRT, Family.IPV6, Family.IPV6);
  }

  private static void cell(
      FtpMatrix matrix,
      FtpLab ftp,
      FtpsServer server,
      FtpsClient client,
      FtpMode mode,
      Family user,
      Family service) {
    if (client.can(mode, user)) {
      matrix.run(ftp, server, client, mode, user, service);
    }
  }
}
