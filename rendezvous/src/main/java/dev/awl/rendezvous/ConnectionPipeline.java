package dev.awl.rendezvous;

import dev.awl.wire.rendezvous.RendezvousCodec;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The handlers of one connection: TLS, HTTP, the front; then WebSocket and the registration. */
final class ConnectionPipeline extends ChannelInitializer<SocketChannel> {

  /** No request here has a body. */
  private static final int MAX_BODY = 1024;

  private final Node node;
  private final ChannelGroup channels;
  private static final WebSocketServerProtocolConfig REGISTRATION =
      webSocket(RendezvousCodec.PATH, RendezvousCodec.SUB_PROTOCOL);

  private static WebSocketServerProtocolConfig webSocket(String path, String subProtocol) {
    return WebSocketServerProtocolConfig.newBuilder()
        .websocketPath(path)
        .subprotocols(subProtocol)
        .allowExtensions(false)
        .maxFramePayloadLength(RendezvousCodec.MAX_LENGTH)
        .handshakeTimeoutMillis(5_000)
        .forceCloseTimeoutMillis(1_000)
        .dropPongFrames(false)
        .build();
  }

  /** What follows the front when the request is for the registration. */
  static void register(ChannelPipeline pipeline, Node node, Admission.Visit visit) {
    pipeline
        .addLast(new WebSocketServerProtocolHandler(REGISTRATION))
        .addLast(new WebSocketFrameAggregator(RendezvousCodec.MAX_LENGTH))
        .addLast(new Connection(node, visit));
  }

  /** What follows the front when the request is for another service. */
  static void route(ChannelPipeline pipeline, WebSocketRoute route, Admission.Visit visit) {
    pipeline
        .addLast(new WebSocketServerProtocolHandler(webSocket(route.path(), route.subProtocol())))
        .addLast(new RouteHandshake(route, visit));
  }

  ConnectionPipeline(Node node, ChannelGroup channels) {
    this.node = node;
    this.channels = channels;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    Admission.Visit visit = admit(channel);
    if (visit == null) {
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
        .addLast(new HttpFront(node, visit));
  }

  private Admission.@Nullable Visit admit(SocketChannel channel) {
    InetSocketAddress from = channel.remoteAddress(); // null: reset before we came to it
    Admission.Visit visit = from == null ? null : node.admission().arrive(from.getAddress());
    if (visit == null) {
      var unused = channel.close();
      return null;
    }
    channel.closeFuture().addListener(closed -> visit.left());
    channels.add(channel);
    return visit;
  }
}
