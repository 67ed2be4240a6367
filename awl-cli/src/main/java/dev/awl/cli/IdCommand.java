package dev.awl.cli;

import dev.awl.peer.identity.Identity;
import dev.awl.peer.identity.IdentityException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code awl id}: who this peer is; makes its key on first use. */
@Command(
    name = "id",
    description = "Print this peer's ID; others trust you by it.",
    footer = {
      "",
      "Example:",
      "  awl id                         for `awl trust` on the other machine"
    })
final class IdCommand implements Callable<Integer> {

  private final Awl awl;

  IdCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() throws IdentityException {
    String id = Identity.loadOrCreate(awl.home()).id().toString();
    awl.output().line(id);
    awl.output().event("id", json -> json.writeStringField("peer", id));
    return ExitCode.DONE.number();
  }
}
