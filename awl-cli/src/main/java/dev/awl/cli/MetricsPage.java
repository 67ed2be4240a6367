package dev.awl.cli;

import dev.awl.wire.AddressText;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Counters for Prometheus at {@code /metrics}, where no rendezvous serves HTTP anyway. */
final class MetricsPage implements AutoCloseable {

  private static final int IDLE_SECONDS = 10;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("awl-metrics", true), NioIoHandler.newFactory());
  private final Supplier<String> text;
  private final Channel listener;

  private MetricsPage(InetSocketAddress address, Supplier<String> text) throws IOException {
    this.text = text;
    ChannelFuture binding =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(new Pipeline())
            .bind(address)
            .awaitUninterruptibly();
    if (!binding.isSuccess()) {
      shutDown();
      throw new IOException(
          "metrics: cannot listen on TCP "
              + AddressText.here(address)
              + ": "
              + binding.cause().getMessage(),
          binding.cause());
    }
    this.listener = binding.channel();
  }

  /**
   * Listens from then on.
   *
   * @throws IOException with one line for people
   */
  static MetricsPage open(InetSocketAddress address, Supplier<String> text) throws IOException {
    return new MetricsPage(address, text);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  private final class Pipeline extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channel
          .pipeline()
          .addLast(new ReadTimeoutHandler(IDLE_SECONDS))
          .addLast(new HttpServerCodec())
          .addLast(new Page());
    }
  }

  /** One answer a connection. */
  private final class Page extends SimpleChannelInboundHandler<HttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpRequest request) {
      boolean known =
          request.decoderResult().isSuccess()
              && request.method().equals(HttpMethod.GET)
              && request.uri().equals("/metrics");
      String body = known ? text.get() : "see /metrics\n";
      ByteBuf content = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              known ? HttpResponseStatus.OK : HttpResponseStatus.NOT_FOUND,
              content);
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
          .set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes())
          .set(HttpHeaderNames.CONNECTION, "close");
      var unused = ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      var unused = ctx.close();
    }
  }

  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    shutDown();
  }

  private void shutDown() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
