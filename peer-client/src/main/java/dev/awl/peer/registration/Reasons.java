package dev.awl.peer.registration;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Says in a few words why a connection to the rendezvous server failed. */
public final class Reasons {

  /** What our server says when it has no room, and a proxy when the server is down. */
  private static final int SERVICE_UNAVAILABLE = 503;

  /** The server has connections enough from this address. */
  private static final int TOO_MANY_REQUESTS = 429;

  /** Of Java's own words. */
  private static final int LONGEST = 120;

  private Reasons() {}

  /** The words, without the server's name. */
  public static String of(Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return "no answer within " + RendezvousLink.CONNECT_TIMEOUT.toSeconds() + " s";
    }
    if (cause instanceof NoRouteToHostException) {
      return "no route to the host";
    }
    if (cause instanceof UnknownHostException) {
      return "unknown host";
    }
    if (cause instanceof SocketTimeoutException) {
      return "it does not answer";
    }
    if (hasEmptyTrustStore(cause)) {
      return "TLS failed: the trust store is empty, or javax.net.ssl.trustStorePassword is not its"
          + " password";
    }
    if (cause instanceof ReadTimeoutException) {
      return "it fell silent";
    }
    if (cause instanceof WebSocketClientHandshakeException refused && refused.response() != null) {
      int status = refused.response().status().code();
      return switch (status) {
        case SERVICE_UNAVAILABLE -> "it is full or down (HTTP 503)";
        case TOO_MANY_REQUESTS -> "it has too many connections from this address (HTTP 429)";
        default -> "no rendezvous server is there (HTTP " + status + ")";
      };
    }
    if (cause instanceof WebSocketHandshakeException) {
      return "no rendezvous server is there";
    }
    if (cause.getCause() instanceof SSLException inner) {
      return of(inner);
    }
    if (cause instanceof SSLException) {
      return tls(cause);
    }
    String text = cause.getMessage();
    String message = text == null ? "" : text.lines().findFirst().orElse("");
    if (cause instanceof ConnectException && message.contains("refused")) {
      return "connection refused";
    }
    if (message.toLowerCase(Locale.ROOT).contains("unreachable")) {
      return "network unreachable";
    }
    return message.isEmpty() ? cause.getClass().getSimpleName() : message;
  }

  /** Java has it only deep inside a failed handshake. */
  private static boolean hasEmptyTrustStore(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof InvalidAlgorithmParameterException) {
        return true;
      }
    }
    return false;
  }

  private static String tls(Throwable failure) {
    if (failure instanceof NotSslRecordException) {
      return "it does not speak TLS: use ws:// instead of wss://";
    }
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof CertificateExpiredException) {
        return "TLS failed: its certificate has expired";
      }
      if (each instanceof CertPathBuilderException) {
        return "TLS failed: its certificate is not signed by an authority that this system trusts";
      }
      // Java has no type for a certificate of another name, and the path's own causes come first.
      if (each instanceof CertificateException && each.getCause() == null) {
        return "TLS failed: its certificate is for another name";
      }
    }
    String text = String.valueOf(failure.getMessage());
    String line = text.lines().findFirst().orElse("");
    return "TLS failed: " + line.substring(0, Math.min(line.length(), LONGEST));
  }
}
