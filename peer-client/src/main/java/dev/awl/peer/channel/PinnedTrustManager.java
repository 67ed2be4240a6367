package dev.awl.peer.channel;

import dev.awl.wire.rendezvous.PeerId;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts one key: the one whose SubjectPublicKeyInfo hashes to the peer's ID. Names, dates and
 * issuers of the certificate mean nothing; TLS proves that the peer holds the key.
 */
final class PinnedTrustManager extends X509ExtendedTrustManager {

  private final PeerId peer;
  private @Nullable String refusal;

  PinnedTrustManager(PeerId peer) {
    this.peer = peer;
  }

  /** Why the last stranger was refused, for people; null if there was none. */
  @Nullable String refusal() {
    return refusal;
  }

  private void check(X509Certificate @Nullable [] chain) throws CertificateException {
    if (chain == null || chain.length == 0) {
      throw new CertificateException("no certificate");
    }
    PeerId presented = PeerId.ofSubjectPublicKeyInfo(chain[0].getPublicKey().getEncoded());
    if (!presented.equals(peer)) {
      refusal =
          "refused: whoever answered for peer "
              + peer.brief()
              + " has another key (its ID is "
              + presented
              + ")";
      throw new CertificateException(refusal);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
