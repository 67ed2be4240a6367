package dev.awl.peer.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a service's server by its certificate's fingerprint, or else by who issued it and the name
 * in it. A server met for the first time is not trusted: what it shows could be anybody's in the
 * inner peer's network. The refusal says what to type if it is the right one.
 */
final class ServerTrust extends X509ExtendedTrustManager {

  /** The certificate is neither pinned nor good; the message is for people. */
  static final class UntrustedException extends CertificateException {
    private static final long serialVersionUID = 1;

    UntrustedException(String message) {
      super(message);
    }
  }

  private final String service;
  private final Set<Fingerprint> pins;
  private final X509ExtendedTrustManager authorities;

  ServerTrust(String service, Set<Fingerprint> pins, X509ExtendedTrustManager authorities) {
    this.service = service;
    this.pins = pins;
    this.authorities = authorities;
  }

  /** Asks the authorities; the name is theirs to check as well. */
  private interface Check {
    void run() throws CertificateException;
  }

  private void check(X509Certificate[] chain, Check check) throws CertificateException {
    Fingerprint shown = Fingerprint.of(chain[0]);
    if (pins.contains(shown)) {
      return;
    }
    try {
      check.run();
    } catch (CertificateException | RuntimeException e) { // an empty list of authorities throws
      throw new UntrustedException(
          "the server's certificate is not "
              + (pins.isEmpty() ? "trusted" : "the one that is pinned")
              + "; if it is the right one, give awl connect --ftps-pin "
              + service
              + "="
              + shown
              + (pins.isEmpty() ? ", or its authority: --ftps-ca FILE" : ""));
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, () -> authorities.checkServerTrusted(chain, type, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, () -> authorities.checkServerTrusted(chain, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain, () -> authorities.checkServerTrusted(chain, type));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("no clients here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.getAcceptedIssuers();
  }
}
