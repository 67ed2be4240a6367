package dev.awl.peer.alg.ftp;

import dev.awl.peer.alg.AlgCommand;
import dev.awl.peer.alg.AlgEvent;
import dev.awl.peer.alg.AlgHelper;
import dev.awl.peer.alg.ControlConnection;
import dev.awl.wire.Machine;
import java.util.Set;

/** FTP: PASV, EPSV, PORT and EPRT. */
public final class FtpHelper implements AlgHelper {

  @Override
  public String name() {
    return "ftp";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("ftp");
  }

  @Override
  public Set<Integer> defaultPorts() {
    return Set.of(21);
  }

  @Override
  public Machine<AlgEvent, AlgCommand> newSession(ControlConnection control) {
    return new FtpSession(control);
  }
}
