package dev.awl.peer.registration;

import dev.awl.wire.rendezvous.RendezvousCodec;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of one connection: TLS or a look at who answers, HTTP, WebSocket, silence, then the
 * attempt itself.
 */
final class LinkPipeline extends ChannelInitializer<SocketChannel> {

  /** Of the answer to the handshake. */
  private static final int MAX_HTTP_BODY = 8 * 1024;

  /** The server pings every 20 s. */
  private static final int SILENCE_SECONDS = 50;

  private final ServerUri server;
  private final @Nullable SslContext tls;
  private final LinkAttempt attempt;

  LinkPipeline(ServerUri server, @Nullable SslContext tls, LinkAttempt attempt) {
    this.server = server;
    this.tls = tls;
    this.attempt = attempt;
  }

  /** The kind of socket that runs on this loop. */
  static Class<? extends Channel> channelType(EventLoop loop) {
    boolean epoll = loop instanceof IoEventLoop io && io.isCompatible(EpollIoHandle.class);
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc(), server.host(), server.port()));
    } else {
      channel.pipeline().addLast(new FirstBytes(attempt));
    }
    WebSocketClientProtocolConfig config =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(server.webSocket())
            .subprotocol(RendezvousCodec.SUB_PROTOCOL)
            .allowExtensions(false)
            .dropPongFrames(false)
            .maxFramePayloadLength(RendezvousCodec.MAX_LENGTH)
            .handshakeTimeoutMillis(LinkAttempt.HANDSHAKE_TIMEOUT.toMillis())
            .forceCloseTimeoutMillis(1_000)
            .build();
    channel
        .pipeline()
        .addLast(new HttpClientCodec())
        .addLast(new HttpObjectAggregator(MAX_HTTP_BODY))
        .addLast(new ReadTimeoutHandler(SILENCE_SECONDS, TimeUnit.SECONDS))
        .addLast(new WebSocketClientProtocolHandler(config))
        .addLast(new WebSocketFrameAggregator(RendezvousCodec.MAX_LENGTH))
        .addLast(attempt);
  }
}
