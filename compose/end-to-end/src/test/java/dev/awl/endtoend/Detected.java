package dev.awl.endtoend;

import java.nio.file.Path;
import java.time.Duration;

/** What {@code awl detect --json} said on a host. */
record Detected(Event report) {

  /** Asks the lab's server; fails unless there is an answer. */
  static Detected at(Site site, Path homes) {
    Command command =
        new Peer(site.host(), homes.resolve("detect-" + site.host().name()))
            .run(Duration.ofSeconds(20), "detect", "--json");
    return new Detected(
        command
            .succeeded()
            .lines()
            .map(Event::parse)
            .filter(event -> event.is("nat"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no report: " + command)));
  }

  String label() {
    return report.text("label");
  }
}
