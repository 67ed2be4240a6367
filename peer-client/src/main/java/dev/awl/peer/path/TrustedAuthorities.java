package dev.awl.peer.path;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import javax.net.ssl.SSLException;

/** TLS to servers whose certificates an authority of this Java's trust store signed. */
final class TrustedAuthorities {

  private TrustedAuthorities() {}

  private static final class Holder {
    static final SslContext CONTEXT = build();
  }

  /** Made on first use: reading the trust store takes a moment that most peers never need. */
  static SslContext context() {
    return Holder.CONTEXT;
  }

  private static SslContext build() {
    try {
      return SslContextBuilder.forClient().build(); // checks host names by itself
    } catch (SSLException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }
}
