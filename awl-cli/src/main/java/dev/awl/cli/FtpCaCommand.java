package dev.awl.cli;

import dev.awl.peer.identity.IdentityException;
import dev.awl.peer.identity.LocalAuthority;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code awl ftp-ca}: what FTPS clients import to trust this peer; makes it on first use. */
@Command(
    name = "ftp-ca",
    description = "Print the certificate of this peer's authority, for FTPS clients to import.",
    footer = {"", "Example:", "  awl ftp-ca >awl-ca.pem"})
final class FtpCaCommand implements Callable<Integer> {

  private final Awl awl;

  FtpCaCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() throws IdentityException {
    String pem = LocalAuthority.loadOrCreate(awl.home()).pem();
    awl.output().line(pem.stripTrailing());
    awl.output().event("ftp-ca", json -> json.writeStringField("certificate", pem));
    return ExitCode.DONE.number();
  }
}
