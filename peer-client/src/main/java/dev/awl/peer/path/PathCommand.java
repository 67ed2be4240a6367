package dev.awl.peer.path;

import dev.awl.peer.punch.Path;

/** What a {@link PathSelector} wants done. */
public sealed interface PathCommand {

  /** Send a probe as heartbeat. */
  record Probe(Path path) implements PathCommand {}

  /** From now on datagrams go this way. */
  record Select(Path path, PathKind kind, long roundTripNanos) implements PathCommand {}

  /** The path is dead; punch again when it was a direct one. */
  record Lost(Path path, PathKind kind) implements PathCommand {}

  /** The last path is dead: until another one opens, datagrams are dropped. */
  record Stranded() implements PathCommand {}
}
