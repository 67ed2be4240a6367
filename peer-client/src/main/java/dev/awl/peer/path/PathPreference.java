package dev.awl.peer.path;

/** Which paths the user allows: {@code --path auto|direct|relay}. */
public enum PathPreference {
  AUTO,
  DIRECT,
  RELAY;

  boolean allowsDirect() {
    return this != RELAY;
  }

  boolean allowsRelay() {
    return this != DIRECT;
  }
}
