package dev.awl.cli;

import dev.awl.peer.identity.Identity;
import dev.awl.peer.identity.IdentityException;
import dev.awl.wire.rendezvous.PeerId;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The ID of the identity in a home, for commands that make none. */
final class OwnId {

  private OwnId() {}

  /** Null: there is no identity yet. */
  static @Nullable PeerId in(Path home) throws IdentityException {
    return Files.exists(home.resolve("identity.pem")) ? Identity.loadOrCreate(home).id() : null;
  }
}
