package dev.awl.relay.client;

import io.netty.handler.ssl.SslContext;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What lies between TCP and TURN.
 *
 * @param tls null for none
 * @param host the name that the server's certificate must have; as given to TLS (SNI)
 * @param webSocket TURN goes in binary frames of this WebSocket; null for none
 */
record StreamLayers(@Nullable SslContext tls, String host, @Nullable URI webSocket) {

  static final StreamLayers PLAIN = new StreamLayers(null, "", null);
}
