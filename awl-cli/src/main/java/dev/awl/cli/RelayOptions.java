package dev.awl.cli;

import dev.awl.relay.server.RateQuota;
import dev.awl.relay.server.RelayQuotas;
import dev.awl.relay.server.RelaySettings;
import dev.awl.relay.server.RelayUsers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who may use the relay, and to where. */
final class RelayOptions {

  @Option(
      names = "--secret",
      paramLabel = "S",
      description = "The secret that rendezvous and relay share.")
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
      description = "The relay's port for TLS (default: ${DEFAULT-VALUE}).")
  int tlsPort = RelaySettings.DEFAULT_TLS_PORT;

  @Option(
      names = "--realm",
      paramLabel = "R",
      description = "The relay's authentication realm (default: ${DEFAULT-VALUE}).")
  String realm = "awl";

  @Option(
      names = "--allow-peer",
      paramLabel = "CIDR",
      description = "Relay to these addresses although they are private or local.")
  List<String> allowPeer = List.of();

  @Option(
      names = "--deny-peer",
      paramLabel = "CIDR",
      description = "Never relay to these addresses.")
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

  RelayQuotas quotas() {
    return RelayQuotas.DEFAULT.withRate(
        new RateQuota(Math.round(maxRate * 1e6), Math.round(maxUserRate * 1e6)));
  }

  RelayUsers users(String current) {
    List<String> secrets = formerSecret == null ? List.of(current) : List.of(current, formerSecret);
    return new RelayUsers(realm, secrets, Map.of());
  }

  /** Null without --cert. */
  @Nullable TlsFiles tls() {
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      throw AwlException.usage("TLS needs both --cert and --key");
    }
    return new TlsFiles(certificate, key);
  }
}
