package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.endtoend.FtpSites.Family;
import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The FTPS bridge as people meet it: whom it trusts, whom it serves, and what others see of it. */
@Lab
class FtpsBridgeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int LARGE = 40_000_000;
  private static final Pattern PIN = Pattern.compile("--ftps-pin (\\S+=[0-9A-F:]{95})");

  /** The same server under another scheme: one that demands TLS and that it be resumed. */
  private enum Shared implements FtpLab.Offer {
    AS_FTPS("ftps", FtpsServer.VSFTPD),
    AS_FTP("ftp", FtpsServer.PROFTPD);

    private final String scheme;
    private final FtpsServer server;

    Shared(String scheme, FtpsServer server) {
      this.scheme = scheme;
      this.server = server;
    }

    @Override
    public LabProcess start(Host nas, Path home) {
      return server.start(nas, home);
    }

    @Override
    public String scheme() {
      return scheme;
    }

    @Override
    public int port() {
      return server.port();
    }

    @Override
    public String toString() {
      return scheme;
    }
  }

  @TempDir Path homes;

  @Test
  void server_that_nobody_vouches_for_is_refused_until_it_is_pinned() {
    String curl = "curl -sS -m 10 " + FtpLab.url(Shared.AS_FTPS) + "/file";
    String pin;
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC)) {
      FtpsServer.certificate(lab.inner().host(), homes);
      try (FtpLab ftp = new FtpLab(lab, homes, Shared.AS_FTPS)) {
        Command refused = ftp.atDesk(PATIENCE, curl);
        assertThat(refused.exit()).as("%s", refused).isNotZero();
        Matcher found = PIN.matcher(ftp.log());
        assertThat(found.find()).as("the log says what to type: %s", ftp).isTrue();
        pin = found.group(1);
        assertThat(pin).startsWith("ftps-v4-for-v4=");
      }
    }
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        FtpLab ftp =
            new FtpLab(lab, homes, List.of(Shared.AS_FTPS), "", List.of("--ftps-pin", pin))) {
      // A client without TLS, a server that takes nothing else.
      Command fetched = ftp.atDesk(PATIENCE, curl + " -o got; cmp got file");
      assertThat(fetched.exit()).as("%s%n%s", fetched, ftp).isZero();
    }
  }

  @Test
  void client_that_asks_for_tls_gets_it_and_the_inner_side_reads_nothing() {
    transfers(
        List.of(Shared.values()),
        """
        ip netns exec inner tcpdump -n -U -s 0 -Z root -i nas0 -w wire.pcap tcp 2>capture &
        capture=$!
        until grep -q listening capture; do sleep 0.1; done
        awl=%1$s; tls="-sS -m 20 -k --ssl-reqd"
        curl $tls -o got $awl/file
        cmp got file && echo ftp with TLS got
        curl $tls -T got $awl/up/one
        cmp $SERVED/up/one file && echo ftp with TLS put
        curl -sS -m 20 -o got2 %2$s/file
        cmp got2 file && echo ftps in clear got
        curl -sS -m 20 -P - -T got2 %2$s/up/two
        cmp $SERVED/up/two file && echo ftps in clear put
        kill $capture; wait $capture || true
        grep -a -c '%3$s' file >/dev/null && ! grep -a -q '%3$s' wire.pcap && echo nothing to read
        test $(stat -c %%s wire.pcap) -gt 200000 && echo but seen
        """
            .formatted(FtpLab.url(Shared.AS_FTP), FtpLab.url(Shared.AS_FTPS), TestFile.MARKER),
        "ftp with TLS got",
        "ftp with TLS put",
        "ftps in clear got",
        "ftps in clear put",
        "nothing to read",
        "but seen");
  }

  @Test
  void large_files_pass_and_what_was_broken_off_leaves_the_session_usable() {
    transfers(
        List.of(Shared.AS_FTPS),
        """
        head -c %1$d /dev/urandom >large; cp large $SERVED/large; chmod 644 $SERVED/large
        awl=%2$s; tls="-sS -m 20 -k --ssl-reqd"
        curl $tls -o got $awl/large
        cmp got large && echo got
        curl $tls -T large $awl/up/large
        cmp $SERVED/up/large large && echo put
        curl $tls --limit-rate 3M -r 0-9000000 -o slow $awl/large
        head -c 9000001 large | cmp - slow && echo slowly
        /usr/bin/python3 - <<'PROGRAM'
        import ftplib, ssl
        context = ssl._create_unverified_context()
        ftp = ftplib.FTP_TLS(timeout=10, context=context)
        ftp.connect("10.2.0.1", %3$d); ftp.login(); ftp.prot_p(); ftp.voidcmd("TYPE I")
        for each in range(3):
            data = ftp.transfercmd("RETR large")
            data.recv(1000)
            data.close()
            try: ftp.voidresp()
            except ftplib.error_temp: pass
        names = []
        ftp.retrlines("NLST", names.append)
        print("session goes on", "large" in names)
        import socket
        def closed_after(segment):
            control = socket.create_connection(("10.2.0.1", %3$d), 10)
            control.recv(1000)
            control.sendall(segment)
            said = b""
            while piece := control.recv(1000): said += piece
            return said.decode().split(" ")[0]
        print("commands behind AUTH", closed_after(b"AUTH TLS\\r\\nUSER anonymous\\r\\n"))
        print("half a command behind AUTH", closed_after(b"AUTH TLS\\r\\nUS"))
        PROGRAM
        """
            .formatted(LARGE, FtpLab.url(Shared.AS_FTPS), FtpLab.port(Shared.AS_FTPS, Family.IPV4)),
        "got",
        "put",
        "slowly",
        "session goes on True",
        "commands behind AUTH 421",
        "half a command behind AUTH 421");
  }

  /** Runs a script at the desk, of an access peer that trusts the servers; it must print this. */
  private void transfers(List<Shared> servers, String script, String... printed) {
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC)) {
      Path certificate = FtpsServer.certificate(lab.inner().host(), homes);
      List<String> trust = List.of("--ftps-ca", certificate.toString());
      try (FtpLab ftp = new FtpLab(lab, homes, servers, "", trust)) {
        Command transfers = ftp.atDesk(PATIENCE, script);
        assertThat(transfers.output().lines())
            .as("%s%n%s", transfers, ftp)
            .containsExactly(printed);
      }
    }
  }
}
