package dev.awl.rendezvous;

import dev.awl.wire.rendezvous.RendezvousCodec;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;

/** The handlers of one connection: TLS, HTTP, the front, WebSocket, the registration. */
final class ConnectionPipeline extends ChannelInitializer<SocketChannel> {

  /** No request here has a body. */
  private static final int MAX_BODY = 1024;

  /** Connections beyond the peers: health checks, and refusals in words. */
  private static final int SPARE_CONNECTIONS = 256;

  private final Node node;
  private final ChannelGroup channels;
  private final WebSocketServerProtocolConfig webSocket =
      WebSocketServerProtocolConfig.newBuilder()
          .websocketPath(RendezvousCodec.PATH)
          .subprotocols(RendezvousCodec.SUB_PROTOCOL)
          .allowExtensions(false)
          .maxFramePayloadLength(RendezvousCodec.MAX_LENGTH)
          .handshakeTimeoutMillis(5_000)
          .forceCloseTimeoutMillis(1_000)
          .dropPongFrames(false)
          .build();

  ConnectionPipeline(Node node, ChannelGroup channels) {
    this.node = node;
    this.channels = channels;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    if (!admit(channel)) {
      return;
    }
    SslContext tls = node.settings().tls();
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
    }
    channel
        .pipeline()
        .addLast(new HttpServerCodec())
        .addLast(new HttpObjectAggregator(MAX_BODY))
        .addLast(new HttpFront(node))
        .addLast(new WebSocketServerProtocolHandler(webSocket))
        .addLast(new WebSocketFrameAggregator(RendezvousCodec.MAX_LENGTH))
        .addLast(new Connection(node));
  }

  private boolean admit(Channel channel) {
    Counters counters = node.counters();
    channel.closeFuture().addListener(closed -> counters.connections.decrementAndGet());
    int most = node.settings().maxConnections() + SPARE_CONNECTIONS;
    if (counters.connections.incrementAndGet() > most) {
      counters.full.increment();
      var unused = channel.close();
      return false;
    }
    channels.add(channel);
    return true;
  }
}
