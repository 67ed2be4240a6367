package dev.awl.cli;

import dev.awl.cli.demo.Demo;
import dev.awl.natlab.NatType;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code awl demo}: the whole story on one machine. */
@Command(
    name = "demo",
    header = "Show the whole story on this machine; nothing to set up.",
    description =
        "Everything on this machine: a server, two peers behind two emulated NATs, and a file "
            + "through the hole between them. Nothing to set up, nothing leaves loopback.",
    footer = {
      "",
      "Example:",
      "  awl demo",
      "  awl demo --nat PC,SN           behind other NATs",
      "  awl demo --matrix              every pair of them"
    })
final class DemoCommand implements Callable<Integer> {

  private static final int MEGABYTES = 50;
  private static final int MEGABYTES_A_CELL = 3;

  private final Awl awl;

  @Option(
      names = "--nat",
      paramLabel = "A,B",
      split = ",",
      hideParamSyntax = true,
      description = "The NATs: OPEN FC RC PC SN SNS SNR FIREWALL BLOCKED (default: PC,PC).")
  private List<String> nats = List.of("PC", "PC");

  @Option(names = "--matrix", description = "Run every pair of OPEN FC RC PC SN and draw the grid.")
  private boolean matrix;

  @Option(
      names = "--size",
      paramLabel = "MB",
      description = "Size of the file (default: 50; 3 with --matrix).")
  private @Nullable Integer size;

  DemoCommand(Awl awl) {
    this.awl = awl;
  }

  @Override
  public Integer call() throws IOException {
    List<NatType> pair = pair();
    if (size != null && (size < 1 || size > 10_000)) {
      throw AwlException.usage("--size is 1 to 10000 (MB)");
    }
    Demo.requireLoopback();
    try (Foreground foreground = new Foreground()) {
      Demo demo = new Demo(awl.output(), ServerRoles.onLoopback(foreground));
      boolean good =
          matrix
              ? demo.matrix(size == null ? MEGABYTES_A_CELL : size)
              : demo.pair(pair.get(0), pair.get(1), size == null ? MEGABYTES : size);
      return (good ? ExitCode.DONE : ExitCode.FAILED).number();
    }
  }

  private List<NatType> pair() {
    if (nats.size() != 2) {
      throw AwlException.usage("--nat takes two types, as in PC,SN");
    }
    try {
      return nats.stream().map(NatType::named).toList();
    } catch (IllegalArgumentException e) {
      throw AwlException.usage("--nat: " + e.getMessage());
    }
  }
}
