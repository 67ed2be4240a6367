package dev.awl.cli;

import dev.awl.stunserver.Partner;
import dev.awl.stunserver.SourceLimit;
import dev.awl.stunserver.StunServerSettings;
import dev.awl.wire.rendezvous.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a STUN server listens, for whom, and with whom. */
final class StunOptions {

  private static final int MOST_RATE = 1_000_000;

  @Option(
      names = "--stun-ports",
      paramLabel = "P1,P2",
      split = ",",
      hideParamSyntax = true,
      description = "The ports of STUN, UDP and TCP (default: 3478,3479).")
  List<Integer> ports = List.of(3478, 3479);

  @Option(
      names = "--stun-rate",
      paramLabel = "N",
      description =
          "STUN requests a second from one IPv4 address or IPv6 /64 (default: ${DEFAULT-VALUE};"
              + " 0: no limit).")
  int rate = SourceLimit.DEFAULT.perSecond();

  @Option(
      names = "--partner",
      paramLabel = "HOST[:PORT]",
      converter = StunEndpointConverter.class,
      description =
          "Another STUN server with one address and the same --secret: each answers for the"
              + " other, so that clients can test what their NAT filters.")
  @Nullable Endpoint partner;

  int first() {
    return port(0);
  }

  int second() {
    return port(1);
  }

  private int port(int index) {
    if (ports.size() != 2 || ports.stream().anyMatch(p -> p < 0 || p > 65_535)) {
      throw AwlException.usage("--stun-ports takes two ports, as in 3478,3479");
    }
    return ports.get(index);
  }

  /** The addresses to serve on: with a partner it has the second one. */
  ServedAddresses served(AddressOptions addresses) {
    if (partner == null) {
      return addresses.resolve();
    }
    if (addresses.alternate != null) {
      throw AwlException.usage(
          "--partner is for servers with one address: leave out --alternate or --partner");
    }
    ServedAddresses all = addresses.resolve();
    return new ServedAddresses(all.primary(), null, all.external());
  }

  /** The settings of a server on these addresses. */
  StunServerSettings apply(ServedAddresses addresses, int firstPort, @Nullable String secret) {
    if (rate < 0 || rate > MOST_RATE) {
      throw AwlException.usage("--stun-rate takes 1 to " + MOST_RATE + ", or 0 for no limit");
    }
    try {
      StunServerSettings settings =
          StunServerSettings.on(addresses.primary())
              .alternate(addresses.alternate())
              .ports(firstPort, second())
              .sourceLimit(rate == 0 ? SourceLimit.NONE : new SourceLimit(rate, rate * 2));
      for (Map.Entry<InetAddress, InetAddress> each : addresses.external().entrySet()) {
        settings = settings.external(each.getKey(), each.getValue());
      }
      return settings.partner(partner(addresses, secret));
    } catch (IllegalArgumentException e) {
      throw AwlException.usage(Failures.describe(e));
    }
  }

  private @Nullable Partner partner(ServedAddresses own, @Nullable String secret) {
    Endpoint other = partner;
    if (other == null) {
      return null;
    }
    if (secret == null) {
      throw AwlException.usage("--partner needs --secret, the same on both servers");
    }
    InetSocketAddress address = new InetSocketAddress(other.host(), other.port());
    InetAddress ip = address.getAddress();
    if (ip != null && (ip.equals(own.primary()) || ip.equals(own.announcedPrimary()))) {
      throw AwlException.usage("--partner " + other + " is this server itself; name the other one");
    }
    return new Partner(address, secret);
  }
}
