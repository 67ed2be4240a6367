package dev.awl.cli;

import dev.awl.wire.AddressText;
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
      description =
          "A second address to serve STUN on, which it needs to tell what NATs filter (default:"
              + " another of the machine's own, if it has one and --public is left out).")
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
          "--public " + text(first) + " is no single address; give one of this machine");
    }
    if (second != null && alternate == null && external.containsKey(first)) {
      second = external.containsKey(second) ? second : null; // its public address is not known
    }
    checkExternal(first, second);
    return new ServedAddresses(first, second, Map.copyOf(external));
  }

  /** A mistake here would tell clients of addresses where nobody answers. */
  private void checkExternal(InetAddress first, @Nullable InetAddress second) {
    external.forEach(
        (served, announced) -> {
          String option = "--external " + text(served) + "=" + text(announced);
          if (!served.equals(first) && !served.equals(second)) {
            String all = second == null ? text(first) : text(first) + " and " + text(second);
            throw AwlException.usage(option + ": the addresses served here are " + all);
          }
          if (served.getClass() != announced.getClass()) {
            throw AwlException.usage(option + ": both must be IPv4 or both IPv6");
          }
        });
    if (second != null
        && external.containsKey(first)
        && second.isSiteLocalAddress()
        && !external.containsKey(second)) {
      throw AwlException.usage(
          "--alternate "
              + text(second)
              + " needs an --external of its own: clients cannot reach it");
    }
    if (second != null
        && !second.equals(first)
        && external.getOrDefault(first, first).equals(external.getOrDefault(second, second))) {
      throw AwlException.usage(
          "both addresses would be announced as " + text(external.getOrDefault(first, first)));
    }
  }

  private static String text(InetAddress address) {
    return AddressText.of(address);
  }
}
