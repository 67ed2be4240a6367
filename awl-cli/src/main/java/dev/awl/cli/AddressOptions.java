package dev.awl.cli;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** On which addresses a server serves, and what clients see instead of them. */
final class AddressOptions {

  @Option(
      names = "--public",
      paramLabel = "A",
      converter = AddressConverter.class,
      description = "Serve on this address and announce it (default: the machine's own).")
  @Nullable InetAddress primary;

  @Option(
      names = "--alternate",
      paramLabel = "B",
      converter = AddressConverter.class,
      description = "A second address: lets clients test what their NAT filters.")
  @Nullable InetAddress alternate;

  @Option(
      names = "--external",
      paramLabel = "A=PUB",
      converter = {AddressConverter.class, AddressConverter.class},
      description = "Behind a 1:1 NAT: announce PUB where A is served.")
  Map<InetAddress, InetAddress> external = new LinkedHashMap<>();

  /** The options with what was left out filled in. */
  ServedAddresses resolve() {
    InetAddress first = primary;
    InetAddress second = alternate;
    if (first == null) {
      first = OwnAddresses.primary();
      second = second == null ? OwnAddresses.beside(first) : second;
    }
    if (first.isAnyLocalAddress()) {
      throw AwlException.usage(
          "--public " + first.getHostAddress() + " is no single address; give one of this machine");
    }
    return new ServedAddresses(first, second, Map.copyOf(external));
  }
}
