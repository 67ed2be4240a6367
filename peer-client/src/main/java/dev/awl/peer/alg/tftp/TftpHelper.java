package dev.awl.peer.alg.tftp;

import dev.awl.peer.alg.AlgCommand;
import dev.awl.peer.alg.AlgEvent;
import dev.awl.peer.alg.AlgHelper;
import dev.awl.peer.alg.ControlConnection;
import dev.awl.wire.Machine;
import java.util.Set;

/** TFTP: reads and writes, with any options. */
public final class TftpHelper implements AlgHelper {

  @Override
  public String name() {
    return "tftp";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("tftp");
  }

  @Override
  public boolean isDatagram() {
    return true;
  }

  @Override
  public Set<Integer> defaultPorts() {
    return Set.of(69);
  }

  @Override
  public Machine<AlgEvent, AlgCommand> newSession(ControlConnection control) {
    return new TftpSession(control);
  }
}
