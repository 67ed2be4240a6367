package dev.awl.cli;

/** What the shell sees; scripts rely on these numbers. */
public enum ExitCode {
  DONE(0),
  FAILED(1),
  USAGE(2),
  PEER_OFFLINE(3),
  NO_PATH(4);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The process's exit status. */
  public int number() {
    return number;
  }
}
