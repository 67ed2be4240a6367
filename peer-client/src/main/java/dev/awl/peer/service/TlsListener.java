package dev.awl.peer.service;

/** Told how a TLS handshake ended. */
interface TlsListener {

  void secured();

  void failed(Throwable cause);
}
