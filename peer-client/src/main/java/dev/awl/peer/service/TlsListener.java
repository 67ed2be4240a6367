package dev.awl.peer.service;

import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/** Told how a TLS handshake ended. */
interface TlsListener {

  void secured();

  void failed(Throwable cause);

  default void ended(SslHandshakeCompletionEvent handshake) {
    if (handshake.isSuccess()) {
      secured();
    } else {
      failed(handshake.cause());
    }
  }
}
