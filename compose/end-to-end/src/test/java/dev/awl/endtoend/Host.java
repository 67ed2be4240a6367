package dev.awl.endtoend;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A machine of the lab: one named network namespace. */
record Host(Enclosure enclosure, String name) {

  /** Runs a command here that must end with 0 within {@code limit}; returns what it printed. */
  String run(Duration limit, String... command) {
    return attempt(limit, command).succeeded();
  }

  /** Runs a command here that must end within {@code limit}, with whatever outcome. */
  Command attempt(Duration limit, String... command) {
    return Command.run(limit, enclosure.inside(here(List.of(command))));
  }

  /** Runs a shell script here up to the first command that fails. */
  Command shell(Duration limit, String script) {
    return attempt(limit, "sh", "-ec", script);
  }

  /** {@code command} as seen from inside the enclosure. */
  List<String> here(List<String> command) {
    return Stream.concat(Stream.of("ip", "netns", "exec", name), command.stream()).toList();
  }

  /** Loads nftables rules on top of those that are there. */
  void filter(String rules) {
    enclosure.script("ip netns exec " + name + " nft -f - <<'RULES'\n" + rules + "\nRULES\n");
  }
}
