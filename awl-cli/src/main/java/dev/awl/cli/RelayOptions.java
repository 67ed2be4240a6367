package dev.awl.cli;

import dev.awl.relay.server.Cidr;
import dev.awl.relay.server.PeerRanges;
import dev.awl.relay.server.RateQuota;
import dev.awl.relay.server.RelayQuotas;
import dev.awl.relay.server.RelaySettings;
import dev.awl.relay.server.RelayUsers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who may use the relay, and to where. */
final class RelayOptions {

  @Option(
      names = "--secret",
      paramLabel = "S",
      description =
          "The secret that rendezvous and relay share (default: a new one at each start of serve;"
              + " relay needs one).")
  @Nullable String secret;

  @Option(
      names = "--former-secret",
      paramLabel = "S",
      description = "The secret before this one: credentials made from it still open the relay.")
  @Nullable String formerSecret;

  @Option(
      names = "--cert",
      paramLabel = "PEM",
      description = "The relay's certificate chain: it takes TLS as well. Needs --key.")
  @Nullable Path certificate;

  @Option(names = "--key", paramLabel = "PEM", description = "The certificate's key (PKCS#8).")
  @Nullable Path key;

  @Option(
      names = "--tls-port",
      paramLabel = "P",
      converter = PortConverter.class,
      description = "With --cert: the relay's port for TLS (default: 5349).")
  @Nullable Integer tlsPort;

  @Option(
      names = "--realm",
      paramLabel = "R",
      description = "The relay's authentication realm (default: ${DEFAULT-VALUE}).")
  String realm = "awl";

  @Option(
      names = "--allow-peer",
      paramLabel = "CIDR",
      description = "Relay to these addresses although they are private or local. May be repeated.")
  List<String> allowPeer = List.of();

  @Option(
      names = "--deny-peer",
      paramLabel = "CIDR",
      description = "Never relay to these addresses. May be repeated.")
  List<String> denyPeer = List.of();

  @Option(
      names = "--max-rate",
      paramLabel = "MBIT",
      description = "Mbit/s of one allocation, both directions together (default: no limit).")
  double maxRate;

  @Option(
      names = "--max-user-rate",
      paramLabel = "MBIT",
      description = "Mbit/s of all allocations of one user (default: no limit).")
  double maxUserRate;

  @Option(
      names = "--max-allocations",
      paramLabel = "N",
      description = "Allocations in all (default: ${DEFAULT-VALUE}).")
  int maxAllocations = RelayQuotas.DEFAULT.allocations();

  @Option(
      names = "--max-user-allocations",
      paramLabel = "N",
      description = "Allocations of one user (default: ${DEFAULT-VALUE}).")
  int maxUserAllocations = RelayQuotas.DEFAULT.allocationsPerUser();

  @Option(
      names = "--drain",
      paramLabel = "SECONDS",
      description =
          "On SIGTERM refuse new allocations and wait so long for the others to end (default: 30"
              + " for relay, 0 for serve).")
  @Nullable Integer drain;

  @Option(
      names = "--control",
      paramLabel = "PATH",
      description =
          "The local socket for awl relay sessions and kick (default: relay-PORT.sock in --home).")
  @Nullable Path control;

  RelayQuotas quotas() {
    return usable(
        () ->
            RelayQuotas.DEFAULT
                .withAllocations(maxUserAllocations, maxAllocations)
                .withRate(new RateQuota(Math.round(maxRate * 1e6), Math.round(maxUserRate * 1e6))));
  }

  PeerRanges peers() {
    return usable(
        () ->
            new PeerRanges(
                allowPeer.stream().map(Cidr::parse).toList(),
                denyPeer.stream().map(Cidr::parse).toList()));
  }

  int drainSeconds(int unlessGiven) {
    int seconds = drain == null ? unlessGiven : drain;
    if (seconds < 0) {
      throw AwlException.usage("--drain takes seconds, 0 or more");
    }
    return seconds;
  }

  private static <T> T usable(Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw AwlException.usage(Failures.describe(e));
    }
  }

  int tlsPort() {
    return tlsPort == null ? RelaySettings.DEFAULT_TLS_PORT : tlsPort;
  }

  RelayUsers users(String current) {
    List<String> secrets = formerSecret == null ? List.of(current) : List.of(current, formerSecret);
    return usable(() -> new RelayUsers(realm, secrets, Map.of()));
  }

  /** Null without --cert. */
  @Nullable TlsFiles tls() {
    if (certificate == null && key == null) {
      if (tlsPort != null) {
        throw AwlException.usage("--tls-port is for --cert and --key, which are missing");
      }
      return null;
    }
    if (certificate == null || key == null) {
      throw AwlException.usage("TLS needs both --cert and --key");
    }
    return new TlsFiles(certificate, key);
  }
}
