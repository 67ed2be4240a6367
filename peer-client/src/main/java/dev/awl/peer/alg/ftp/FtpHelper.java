package dev.awl.peer.alg.ftp;

import dev.awl.peer.alg.AlgCommand;
import dev.awl.peer.alg.AlgEvent;
import dev.awl.peer.alg.AlgHelper;
import dev.awl.peer.alg.ControlConnection;
import dev.awl.peer.alg.Encryption;
import dev.awl.wire.Machine;
import java.util.Set;

/** FTP: PASV, EPSV, PORT and EPRT; and FTPS, whose TLS ends at the access peer. */
public final class FtpHelper implements AlgHelper {

  private static final String FTPS = "ftps";
  private static final int IMPLICIT_PORT = 990; // IANA: ftps

  @Override
  public String name() {
    return "ftp";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("ftp", FTPS);
  }

  @Override
  public Set<Integer> defaultPorts() {
    return Set.of(21);
  }

  @Override
  public Encryption encryption(String scheme, int port, boolean bridging) {
    if (scheme.equals(FTPS)) {
      return port == IMPLICIT_PORT ? Encryption.IMPLICIT : Encryption.EXPLICIT;
    }
    return bridging ? Encryption.ON_REQUEST : Encryption.PASS_THROUGH;
  }

  @Override
  public Machine<AlgEvent, AlgCommand> newSession(ControlConnection control) {
    return new FtpSession(control);
  }
}
