package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.endtoend.FtpSites.Family;
import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transfers that are long: of more than 4 GiB, and longer than the idle time-out. */
@Lab
class FtpLongTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir Path homes;

  @Test
  void more_than_four_gibibytes_arrive_though_the_control_connection_is_silent_beyond_its_time() {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        FtpLab ftp = new FtpLab(lab, homes, List.of(FtpServer.VSFTPD), "?idle=3s", List.of())) {
      ftp.sites()
          .nas()
          .enclosure()
          .script(
              """
              cd %s
              truncate -s 4400000000 huge
              head -c 2000000 /dev/urandom |
                dd of=huge bs=1000000 seek=4294 conv=notrunc iflag=fullblock status=none
              head -c 1000000 /dev/urandom |
                dd of=huge bs=1000000 seek=4399 conv=notrunc iflag=fullblock status=none
              chmod a+r huge
              """
                  .formatted(FtpServer.DIRECTORY));
      Command transfers =
          ftp.atDesk(
              LIMIT,
              """
                  url=%1$s
                  moving="-Y 1000 -y 30" # curl ends what stands still
                  curl -sS $moving $url/huge | cksum >got && cksum <$SERVED/huge | cmp - got
                  cut -d' ' -f2 got
                  curl -sS $moving -r 4290000000- -o tail $url/huge
                  tail -c +4290000001 $SERVED/huge | cmp - tail && echo across 4 GiB
                  curl -sS $moving -r 4299000000- -o tail $url/huge
                  tail -c +4299000001 $SERVED/huge | cmp - tail && echo beyond 4 GiB
                  /usr/bin/python3 - <<'PROGRAM'
                  import socket
                  control = socket.create_connection(("10.2.0.1", %2$d), 10)
                  print(control.recv(100)[:3].decode())
                  try: print("still there" if control.recv(100) else "ended")
                  except ConnectionResetError: print("ended for silence")
                  PROGRAM
                  """
                  .formatted(
                      FtpLab.url(FtpServer.VSFTPD), FtpLab.port(FtpServer.VSFTPD, Family.IPV4)));
      assertThat(transfers.output().lines())
          .as("%s%n%s", transfers, ftp)
          .containsExactly(
              "4400000000", "across 4 GiB", "beyond 4 GiB", "220", "ended for silence");
      assertThat(ftp.log()).containsPattern("RETR huge: 4400000000 bytes in [0-9.]+ s, direct");
    }
  }
}
