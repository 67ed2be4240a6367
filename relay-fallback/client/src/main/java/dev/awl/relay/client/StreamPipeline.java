package dev.awl.relay.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import java.net.InetSocketAddress;
import java.net.URI;

/** The handlers of a connection to the relay: TLS, WebSocket, framing, the session. */
final class StreamPipeline extends ChannelInitializer<Channel> {

  /** TURN over WebSocket has no RFC; the name is the one its draft and others use. */
  private static final String SUB_PROTOCOL = "turn";

  private static final int MAX_FRAME = 1 << 17; // more than any TURN message
  private static final int MAX_ANSWER = 8192; // of HTTP
  private static final long HANDSHAKE_MILLIS = 5_000;

  private final StreamLayers layers;
  private final InetSocketAddress server;
  private final ChannelHandler inbound;

  StreamPipeline(StreamLayers layers, InetSocketAddress server, ChannelHandler inbound) {
    this.layers = layers;
    this.server = server;
    this.inbound = inbound;
  }

  @Override
  protected void initChannel(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (layers.tls() != null) {
      var handler = layers.tls().newHandler(channel.alloc(), layers.host(), server.getPort());
      handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
      pipeline.addLast(handler);
    }
    if (layers.webSocket() != null) {
      pipeline
          .addLast(new HttpClientCodec())
          .addLast(new HttpObjectAggregator(MAX_ANSWER))
          .addLast(new WebSocketClientProtocolHandler(config(layers.webSocket())))
          .addLast(new WebSocketBytes());
    }
    pipeline.addLast(new RelayStreamDecoder()).addLast(inbound);
  }

  private static WebSocketClientProtocolConfig config(URI uri) {
    return WebSocketClientProtocolConfig.newBuilder()
        .webSocketUri(uri)
        .subprotocol(SUB_PROTOCOL)
        .maxFramePayloadLength(MAX_FRAME)
        .handshakeTimeoutMillis(HANDSHAKE_MILLIS)
        .build();
  }
}
