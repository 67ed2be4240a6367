package dev.awl.cli;

import picocli.CommandLine.Command;

/** {@code awl version}. */
@Command(
    name = "version",
    description = "Print the version.",
    footer = {"", "Example:", "  awl version --json"})
final class VersionCommand implements Runnable {

  private final Awl awl;

  VersionCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public void run() {
    awl.output().line(new Version().getVersion()[0]);
    awl.output()
        .event(
            "version",
            json -> {
              json.writeStringField("version", Version.number());
              json.writeStringField("java", Runtime.version().toString());
            });
  }
}
