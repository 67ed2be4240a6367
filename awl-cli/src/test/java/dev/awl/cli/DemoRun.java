package dev.awl.cli;

import dev.awl.cli.demo.Demo;
import dev.awl.natlab.NatType;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** One run of the demo with a small file. */
public record DemoRun(boolean good, String output) {

  public static DemoRun pair(NatType home, NatType away) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Output output = new Output(new PrintStream(bytes, true, StandardCharsets.UTF_8), true);
    try (Foreground foreground = new Foreground()) {
      boolean good = new Demo(output, ServerRoles.onLoopback(foreground)).pair(home, away, 2);
      return new DemoRun(good, bytes.toString(StandardCharsets.UTF_8));
    }
  }
}
