package dev.awl.cli.demo;

import dev.awl.cli.Output;
import dev.awl.natlab.NatType;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The demo: one pair of NATs told as a story, or all pairs as a grid. */
public final class Demo {

  private static final List<NatType> ALL =
      List.of(NatType.OPEN, NatType.FC, NatType.RC, NatType.PC, NatType.SN);

  private final Output output;
  private final Look look;
  private final URI server;

  /**
   * @param server the rendezvous of a running server on loopback
   */
  public Demo(Output output, URI server) {
    this.output = output;
    this.look = new Look(output.terminal(), Output.charset());
    this.server = server;
  }

  /** Fails with one line where the machine lacks a loopback address that the demo needs. */
  public static void requireLoopback() {
    Loopback.require();
  }

  /** Runs one pair; true when everything is as the matrix says. */
  public boolean pair(NatType home, NatType away, int megabytes) throws IOException {
    Story story = new Story(output, look, false);
    picture(story, home, away, megabytes);
    try (FileServer files = new FileServer(megabytes)) {
      Outcome outcome = new Meeting(server, home, away, files, story).run();
      event("result", outcome);
      verdict(story, outcome);
      return outcome.asExpected();
    }
  }

  private void picture(Story story, NatType home, NatType away, int megabytes) {
    story.say("");
    story.say(
        look.bold("  Two peers behind two NATs, and a file between them") + " (all on loopback)");
    story.say("");
    story.say("                        server 127.0.0.1, 127.0.0.2");
    story.say("                      ╭┄┄┄┄┄┄┄┄┄┄ relay ┄┄┄┄┄┄┄┄┄┄╮");
    story.say(
        String.format(
            "   home ───────── NAT %s ─────── hole? ─────── NAT %s ───────── away",
            look.cyan(String.format("%-4s", home.toString().length() > 4 ? "----" : home)),
            look.cyan(String.format("%-4s", away.toString().length() > 4 ? "----" : away))));
    story.say(look.dim("   127.0.1.2      127.0.0.11                   127.0.0.12      127.0.2.2"));
    story.say(
        look.dim("   shares a web server                fetches " + megabytes + " MB from it"));
    story.say("");
  }

  private void verdict(Story story, Outcome outcome) {
    story.say("");
    if (!outcome.asExpected()) {
      outcome.problems().forEach(problem -> story.say(look.red("  ✘ " + problem)));
      return;
    }
    String relay = outcome.relayMillis() < 0 ? "" : "relay at " + outcome.relayMillis() + " ms, ";
    String text =
        outcome.direct()
            ? relay + "direct at " + outcome.directMillis() + " ms"
            : "relay at " + outcome.relayMillis() + " ms and no hole, which this pair has not";
    story.say(
        look.green("  ✔ ")
            + text
            + String.format(Locale.ROOT, "; %.0f MB/s", outcome.megabytesPerSecond())
            + "; as the matrix says.");
    story.say("");
    story.say(look.dim("  next: awl demo --nat PC,SN | awl demo --matrix"));
    story.say(look.dim("  for real: awl serve, awl share, awl connect"));
  }

  /** Runs every pair; true when everything is as the matrix says. */
  public boolean matrix(int megabytes) throws IOException {
    long begin = System.nanoTime();
    List<Outcome> outcomes = new ArrayList<>();
    Grid grid = new Grid(output, look, ALL);
    grid.head();
    try (FileServer files = new FileServer(megabytes)) {
      for (int row = 0; row < ALL.size(); row++) {
        grid.row(row);
        for (int column = row; column < ALL.size(); column++) {
          grid.running();
          Outcome outcome = cell(ALL.get(row), ALL.get(column), files);
          outcomes.add(outcome);
          event("cell", outcome);
          grid.cell(outcome);
        }
        grid.endRow();
      }
    }
    return summary(outcomes, megabytes, System.nanoTime() - begin);
  }

  private Outcome cell(NatType home, NatType away, FileServer files) throws IOException {
    return new Meeting(server, home, away, files, new Story(output, look, true)).run();
  }

  private boolean summary(List<Outcome> outcomes, int megabytes, long nanos) {
    long good = outcomes.stream().filter(Outcome::asExpected).count();
    long direct = outcomes.stream().filter(Outcome::direct).count();
    boolean all = good == outcomes.size();
    output.line("");
    String count = good + " of " + outcomes.size() + " as the matrix says";
    output.line(
        (all ? look.green("  " + look.signs("✔ ") + count) : look.red("  " + count))
            + String.format(
                Locale.ROOT,
                ": %d direct, %d by relay; a %d MB file through each, SHA-256 compared; %d s",
                direct,
                outcomes.size() - direct,
                megabytes,
                TimeUnit.NANOSECONDS.toSeconds(nanos)));
    for (Outcome each : outcomes) {
      each.problems()
          .forEach(problem -> output.line(look.red("  " + each.pair() + ": ") + problem));
    }
    return all;
  }

  private void event(String name, Outcome outcome) {
    output.event(
        name,
        json -> {
          json.writeArrayFieldStart("nat");
          json.writeString(outcome.home().toString());
          json.writeString(outcome.away().toString());
          json.writeEndArray();
          json.writeStringField("plan", outcome.plan().toString());
          json.writeStringField("kind", outcome.direct() ? "direct" : "relay");
          if (outcome.relayMillis() >= 0) {
            json.writeNumberField("relay_ms", outcome.relayMillis());
          }
          if (outcome.directMillis() >= 0) {
            json.writeNumberField("direct_ms", outcome.directMillis());
          }
          json.writeNumberField("mb_per_s", Math.round(outcome.megabytesPerSecond() * 10) / 10.0);
          json.writeBooleanField("sha256_equal", outcome.hashEqual());
          json.writeBooleanField("as_expected", outcome.asExpected());
          json.writeArrayFieldStart("problems");
          for (String problem : outcome.problems()) {
            json.writeString(problem);
          }
          json.writeEndArray();
        });
  }
}
