package dev.awl.peer.channel;

import dev.awl.peer.identity.Identity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Offers this peer's one key, to whoever asks.
 *
 * <p>A key given to Netty as it is goes through a password-protected key store: ten thousand rounds
 * of hashing, on the event loop, a third of what a fresh process computes until it is connected.
 */
final class OwnKeyManager extends X509ExtendedKeyManager {

  private static final String ALIAS = "awl";

  private final Identity self;

  OwnKeyManager(Identity self) {
    this.self = self;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return new X509Certificate[] {self.certificate()};
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return self.privateKey();
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return ALIAS;
  }

  @Override
  public String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return ALIAS;
  }

  @Override
  public String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return ALIAS;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    // BoringSSL asks once a signature algorithm; ours is an EC key.
    return keyType.contains("EC") ? ALIAS : null;
  }
}
