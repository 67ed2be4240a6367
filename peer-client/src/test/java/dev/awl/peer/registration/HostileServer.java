package dev.awl.peer.registration;

import dev.awl.peer.identity.Identity;
import dev.awl.wire.rendezvous.Endpoint;
import dev.awl.wire.rendezvous.RendezvousCodec;
import dev.awl.wire.rendezvous.RendezvousFormatException;
import dev.awl.wire.rendezvous.RendezvousMessage;
import dev.awl.wire.rendezvous.RendezvousMessage.Challenge;
import dev.awl.wire.rendezvous.RendezvousMessage.Found;
import dev.awl.wire.rendezvous.RendezvousMessage.Lookup;
import dev.awl.wire.rendezvous.RendezvousMessage.Register;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that welcomes everybody and answers every lookup with a key of its own. */
public final class HostileServer implements AutoCloseable {

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel channel;

  public HostileServer(InetAddress address) throws InterruptedException {
    channel =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel child) {
                    child
                        .pipeline()
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(1024))
                        .addLast(
                            new WebSocketServerProtocolHandler(
                                RendezvousCodec.PATH, RendezvousCodec.SUB_PROTOCOL))
                        .addLast(new Lies());
                  }
                })
            .bind(address, 0)
            .sync()
            .channel();
  }

  public URI uri() {
    return URI.create("ws://127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort());
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private static final class Lies extends SimpleChannelInboundHandler<TextWebSocketFrame> {

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
        send(ctx, new Challenge(new byte[Challenge.NONCE_LENGTH]));
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame)
        throws RendezvousFormatException {
      RendezvousMessage message = RendezvousCodec.decode(frame.text());
      if (message instanceof Register) {
        send(ctx, new Welcome(new Endpoint("192.0.2.1", 1), List.of(), List.of(), null));
      } else if (message instanceof Lookup lookup) {
        send(ctx, new Found(lookup.peer(), Identity.generate().subjectPublicKeyInfo()));
      }
    }

    private static void send(ChannelHandlerContext ctx, RendezvousMessage message) {
      ctx.writeAndFlush(new TextWebSocketFrame(RendezvousCodec.encode(message)));
    }
  }
}
