package dev.awl.cli;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The addresses of a server that does STUN, which has a use for two. */
final class StunAddressOptions extends AddressOptions {

  @Option(
      names = "--alternate",
      paramLabel = "B",
      converter = AddressConverter.class,
      description =
          "A second address to serve on; STUN needs it for what NATs filter (default: another of"
              + " the machine's own, if it has one and --public is left out).")
  private @Nullable InetAddress alternate;

  @Override
  @Nullable InetAddress alternate() {
    return alternate;
  }
}
