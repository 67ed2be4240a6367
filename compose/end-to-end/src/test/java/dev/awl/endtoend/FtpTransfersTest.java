package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people do with FTP all day: many files, in pieces, several at once, on from where it broke.
 */
@Lab
class FtpTransfersTest {
  private static final int FILES = 2_000;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir Path homes;

  @Test
  void trees_pieces_and_restarts_arrive_as_they_are() {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        FtpLab ftp = new FtpLab(lab, homes, FtpServer.PROFTPD)) {
      Host nas = ftp.sites().nas();
      nas.enclosure()
          .script(
              """
              cd %s
              mkdir -p tree/a tree/b
              for n in $(seq %d); do echo "file $n" >tree/a/$n; done
              head -c 60000000 /dev/urandom >tree/b/large
              chmod -R a+rX tree
              """
                  .formatted(FtpServer.DIRECTORY, FILES));
      Command transfers =
          ftp.atDesk(
              LIMIT,
              """
                  url=%s
                  mkdir desk && cd desk
                  say="set net:timeout 10; set net:max-retries 1; set ftp:ssl-allow off; open $url;"
                  lftp -c "$say mirror -P 6 /tree copy"
                  diff -r copy $SERVED/tree && echo mirrored
                  lftp -c "$say pget -n 4 /tree/b/large -o pieces"
                  cmp pieces copy/b/large && echo pieces
                  head -c 20000000 copy/b/large >rest
                  curl -sS -C - -o rest $url/tree/b/large
                  cmp rest copy/b/large && echo restarted
                  head -c 1000 pieces >head; tail -c +1001 pieces | head -c 500000 >tail
                  curl -sS -T head $url/up/joined; curl -sS -a -T tail $url/up/joined
                  head -c 501000 pieces | cmp - $SERVED/up/joined && echo appended
                  lftp -c "$say mirror -R -P 6 copy /up/back"
                  diff -r copy $SERVED/up/back && echo uploaded
                  """
                  .formatted(FtpLab.url(FtpServer.PROFTPD)));
      assertThat(transfers.output().lines())
          .as("%s%n%s", transfers, ftp)
          .containsExactly("mirrored", "pieces", "restarted", "appended", "uploaded");
      assertThat(ftp.log())
          .as("a line a transfer")
          .containsPattern("RETR .*large: 60000000 bytes in [0-9.]+ s, direct");
    }
  }
}
