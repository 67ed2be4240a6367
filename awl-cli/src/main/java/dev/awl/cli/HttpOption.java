package dev.awl.cli;

import java.net.InetSocketAddress;
import picocli.CommandLine.Option;

/** Where the rendezvous listens. */
final class HttpOption {

  @Option(
      names = "--http",
      paramLabel = "[ADDR:]PORT",
      converter = ListenConverter.class,
      description = "Where the rendezvous listens (default: 8080 on all addresses).")
  InetSocketAddress listen = new InetSocketAddress(8080);
}
