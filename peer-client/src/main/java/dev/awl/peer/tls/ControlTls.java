package dev.awl.peer.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * TLS for one control connection and its data connections, on both legs.
 *
 * <p>FTP servers demand that a data connection resumes the session of its control connection, to
 * know that both are the same client's. So towards the service each control connection has a
 * context of its own, which holds that one session; the JDK finds it again by host and port, which
 * are therefore the control connection's for all; and it resumes by session ID, in TLS 1.2.
 */
public final class ControlTls {

  /** A data connection's handshake begins when the service has answered the command for it. */
  private static final Duration HANDSHAKE = Duration.ofSeconds(60);

  private static final String[] RESUMABLE = {"TLSv1.2"};

  private final SslContext user;
  private final SSLContext service;
  private final String host;
  private final int port;

  ControlTls(SslContext user, SSLContext service, String host, int port) {
    this.user = user;
    this.service = service;
    this.host = host;
    this.port = port;
  }

  /** The server's part, for a connection of the user's. */
  public SslHandler towardsUser(ByteBufAllocator alloc) {
    return patient(user.newHandler(alloc));
  }

  /** The client's part: in FTP that is who dialled the control connection, in active mode, too. */
  public SslHandler towardsService() {
    SSLEngine engine = service.createSSLEngine(host, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(RESUMABLE);
    parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 2818's rules for names
    engine.setSSLParameters(parameters);
    return patient(new SslHandler(engine));
  }

  private static SslHandler patient(SslHandler handler) {
    handler.setHandshakeTimeoutMillis(HANDSHAKE.toMillis());
    return handler;
  }

  /** Why a handshake failed, in a line for people. */
  public static String reason(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof ServerTrust.UntrustedException) {
        return String.valueOf(each.getMessage());
      }
    }
    String message = failure.getMessage();
    return message == null
        ? "the connection ended during the handshake"
        : message.lines().findFirst().orElse("");
  }
}
