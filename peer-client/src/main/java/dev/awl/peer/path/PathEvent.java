package dev.awl.peer.path;

import dev.awl.peer.punch.Path;

/** What happens to a {@link PathSelector}. */
public sealed interface PathEvent {

  /** A path opened: a padded probe on it was answered. */
  record Opened(Path path, PathKind kind, long roundTripNanos) implements PathEvent {}

  /** A later probe was answered. */
  record Answered(Path path, long roundTripNanos) implements PathEvent {}

  /** Anything authentic came in on the path. */
  record Heard(Path path) implements PathEvent {}

  /** Data was sent on the selected path. The shell may report a burst once. */
  record Sent() implements PathEvent {}

  /** The path cannot work any more: its allocation is gone. */
  record Withdrawn(Path path) implements PathEvent {}
}
