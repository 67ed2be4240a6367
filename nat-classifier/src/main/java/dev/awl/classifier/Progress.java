package dev.awl.classifier;

/** Told in words what a running detection has learned. */
@FunctionalInterface
public interface Progress {

  /** Tells nobody. */
  Progress NONE = what -> {};

  /** One finding, a line without its end, on the event loop. */
  void learned(String what);
}
