package dev.awl.cli.up;

import dev.awl.peer.tls.BridgeSettings;
import dev.awl.peer.tls.Fingerprint;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How FTP's TLS ends here and begins anew, as the file says.
 *
 * @param onRequest whether it ends here for whoever asks
 * @param own the certificate that clients see; null: this peer's own authority issues one
 * @param authorities who may vouch for servers; empty: those that Java trusts
 * @param pins certificates of servers that are good by themselves, by service
 */
public record Ftps(
    boolean onRequest,
    @Nullable SslContext own,
    List<X509Certificate> authorities,
    Map<String, Set<Fingerprint>> pins) {

  public Ftps {
    authorities = List.copyOf(authorities);
    pins = Map.copyOf(pins);
  }

  /** The same for a peer whose own authority is in this home. */
  BridgeSettings bridge(Path home) {
    return new BridgeSettings(home, own, authorities, pins, onRequest);
  }
}
