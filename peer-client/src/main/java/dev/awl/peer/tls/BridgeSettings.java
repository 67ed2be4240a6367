package dev.awl.peer.tls;

import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How TLS is ended here and begun anew.
 *
 * @param home where the local authority's key is, or will be
 * @param own the operator's certificate for users; null: the local authority issues one
 * @param authorities who may vouch for servers; empty: those that this machine trusts
 * @param pins fingerprints of servers' certificates that are good by themselves, by service
 * @param onRequest whether TLS ends here also for services that are not shared as such
 */
public record BridgeSettings(
    Path home,
    @Nullable SslContext own,
    List<X509Certificate> authorities,
    Map<String, Set<Fingerprint>> pins,
    boolean onRequest) {

  public BridgeSettings {
    authorities = List.copyOf(authorities);
    pins = Map.copyOf(pins);
  }

  /** Nothing set. */
  public static BridgeSettings of(Path home) {
    return new BridgeSettings(home, null, List.of(), Map.of(), false);
  }
}
