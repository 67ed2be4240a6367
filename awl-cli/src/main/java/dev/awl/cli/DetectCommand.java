package dev.awl.cli;

import dev.awl.classifier.NatReportJson;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.rendezvous.Endpoint;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code awl detect}: what NAT this machine is behind. */
@Command(
    name = "detect",
    description = "Find out what NAT this machine is behind, and whom it can reach directly.",
    footer = {
      "",
      "Examples:",
      "  awl detect                                 by the server that AWL_SERVER names",
      "  awl detect --stun stun.example.org --json",
      "  awl detect --server ws://203.0.113.1:8080 --watch=60"
    })
final class DetectCommand implements Callable<Integer> {

  private static final int DEFAULT_LIMIT = 300; // seconds, as the others
  private static final int LEAST_LIMIT = 2;
  private static final int MOST_LIMIT = 7200;

  private final Awl awl;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = {
        "The rendezvous server: ws://HOST:PORT, wss://HOST (default: $$AWL_SERVER).",
        "May be repeated: several are compared."
      })
  private List<String> servers = new ArrayList<>();

  @Option(
      names = "--stun",
      paramLabel = "HOST[:PORT]",
      converter = StunEndpointConverter.class,
      description = "A STUN server to ask, whoever runs it. May be repeated: several are compared.")
  private List<Endpoint> stun = new ArrayList<>();

  @Option(
      names = "--lifetime",
      description = "Measure how long the NAT keeps an idle binding, too. This takes minutes.")
  private boolean lifetime;

  @Option(
      names = "--lifetime-limit",
      paramLabel = "SECONDS",
      description = "With --lifetime: leave no binding idle for longer than this (default: 300).")
  private @Nullable Integer lifetimeLimit;

  @Option(
      names = "--watch",
      paramLabel = "SECONDS",
      arity = "0..1",
      fallbackValue = "30",
      description = "Detect again and again, every 30 seconds or as given, and show what changes.")
  private @Nullable Integer watch;

  DetectCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() {
    if (lifetimeLimit != null && !lifetime) {
      throw AwlException.usage("--lifetime-limit is for --lifetime, which is missing");
    }
    if (lifetimeLimit() < LEAST_LIMIT || lifetimeLimit() > MOST_LIMIT) {
      throw AwlException.usage("--lifetime-limit takes 2 to 7200 seconds");
    }
    if (watch != null && (watch < 1 || lifetime)) {
      throw AwlException.usage(
          lifetime ? "give --watch or --lifetime, not both" : "--watch takes 1 second or more");
    }
    try (NatDetection detection = new NatDetection(progress())) {
      if (watch == null) {
        DetectRound round = once(detection);
        show(lifetime ? withLifetime(detection, round) : round);
      } else {
        watch(detection, Duration.ofSeconds(watch));
      }
    }
    return ExitCode.DONE.number();
  }

  private int lifetimeLimit() {
    return lifetimeLimit == null ? DEFAULT_LIMIT : lifetimeLimit;
  }

  private DetectRound once(NatDetection detection) {
    List<ServerOption> rendezvous = new ArrayList<>();
    for (String url : servers) {
      rendezvous.add(ServerOption.of(url));
    }
    if (servers.isEmpty() && stun.isEmpty()) {
      if (Places.environment() == null) {
        throw AwlException.usage(
            "no server to ask: give --stun HOST (any STUN server), --server ws://HOST:8080, or set"
                + " AWL_SERVER");
      }
      rendezvous.add(new ServerOption());
    }
    return DetectRound.run(detection, stun, rendezvous);
  }

  private DetectRound withLifetime(NatDetection detection, DetectRound round) {
    Detected best = DetectText.best(round.found());
    Detected measured;
    if (best.report().mapped() == null) {
      measured = best.noting("lifetime: nothing came back that it could be measured with");
    } else if (best.report().label() == NatLabel.OPEN) {
      measured = best.noting("lifetime: there is no NAT or firewall whose binding could end");
    } else {
      measured = detection.measureLifetime(best, Duration.ofSeconds(lifetimeLimit()));
    }
    return new DetectRound(
        round.found().stream().map(each -> each.equals(best) ? measured : each).toList(),
        round.failures());
  }

  private void show(DetectRound round) {
    Output output = awl.output();
    output.line(DetectText.of(round, output.terminal()));
    for (Detected each : round.found()) {
      output.event(NatReportJson.EVENT, each::writeFields);
    }
    round.failures().forEach(each -> output.event("error", each::writeFields));
  }

  /** Shows the first round in full, then a line or an event for each that differs. */
  private void watch(NatDetection detection, Duration interval) {
    DetectWatch watching = new DetectWatch();
    boolean shown = false;
    String trouble = "";
    while (!Thread.currentThread().isInterrupted()) {
      try {
        DetectRound round = once(detection);
        List<String> changes = watching.changes(round.best());
        if (!shown) {
          show(round);
          shown = true;
        } else if (!changes.isEmpty()) {
          changed(round, changes);
        } else if (!trouble.isEmpty()) {
          awl.output().line(time() + "  back as before");
        }
        trouble = "";
      } catch (AwlException e) {
        if (!shown || e.exit() == ExitCode.USAGE) {
          throw e;
        }
        if (!e.line().equals(trouble)) {
          trouble = e.line();
          awl.output().line(time() + "  " + trouble);
        }
      }
      try {
        // Nothing to wait for but the time. Ctrl-C ends the process in it, an interrupt the loop.
        TimeUnit.MILLISECONDS.sleep(interval.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void changed(DetectRound round, List<String> changes) {
    awl.output().line(time() + "  " + String.join(", ", changes));
    Detected best = DetectText.best(round.found());
    awl.output()
        .event(
            NatReportJson.EVENT,
            json -> {
              best.writeFields(json);
              json.writeStringField("changed", String.join(", ", changes));
            });
  }

  private static String time() {
    return LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Findings on stderr while a person watches, or where they wait for minutes. */
  private Consumer<String> progress() {
    CommandSpec command = spec;
    if (command == null || watch != null || !(lifetime || awl.output().terminal())) {
      return what -> {};
    }
    PrintWriter err = command.commandLine().getErr();
    return what -> err.println("  " + what);
  }
}
