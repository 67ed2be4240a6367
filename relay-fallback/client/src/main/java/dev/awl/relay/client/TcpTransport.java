package dev.awl.relay.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection to the relay over TCP (RFC 8656 section 3.1), opened and closed here. */
// Failures of void promises and of the connection reach exceptionCaught and channelInactive.
@SuppressWarnings("FutureReturnValueIgnored")
final class TcpTransport implements RelayTransport {

  /**
   * Beyond this, data packets are dropped as a full UDP socket would: half a second at 16 Mbit/s.
   */
  private static final WriteBufferWaterMark QUEUE = new WriteBufferWaterMark(256 << 10, 1 << 20);

  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  /** What the session wants to hear of the connection. */
  interface Events {
    void opened();

    void received(ByteBuf message);

    void lost(String reason);
  }

  private final EventLoop loop;
  private final StreamLayers layers;
  private final Events events;
  private InetSocketAddress server;
  private @Nullable Channel channel;
  private long dropped;

  TcpTransport(EventLoop loop, InetSocketAddress server, StreamLayers layers, Events events) {
    this.loop = loop;
    this.server = server;
    this.layers = layers;
    this.events = events;
  }

  void connect() {
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(StreamChannels.typeFor(loop))
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, QUEUE)
            .handler(new StreamPipeline(layers, server, new Inbound()))
            .connect(server);
    channel = connecting.channel();
    connecting.addListener(
        done -> {
          if (connecting.channel() != channel) {
            connecting.channel().close();
          } else if (done.isSuccess()) {
            if (layers.tls() == null && layers.webSocket() == null) {
              events.opened();
            }
          } else {
            events.lost("cannot connect: " + done.cause().getMessage());
          }
        });
  }

  private final class Inbound extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
      if (ctx.channel() == channel) {
        events.received(message);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (ctx.channel() != channel) {
        return;
      }
      if (event instanceof SslHandshakeCompletionEvent tls && tls.isSuccess()) {
        if (layers.webSocket() == null) {
          events.opened();
        }
      } else if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        events.opened();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (ctx.channel() == channel) {
        events.lost("the relay closed the connection");
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (ctx.channel() == channel) {
        events.lost("connection broken: " + cause.getMessage());
      }
      ctx.close();
    }
  }

  @Override
  public void writeMessage(ByteBuf message) {
    if (channel == null) {
      message.release();
      return;
    }
    channel.write(message, channel.voidPromise());
  }

  @Override
  public void writeChannelData(ByteBuf header, ByteBuf payload) {
    if (channel == null || !channel.isWritable()) {
      dropped++;
      header.release();
      payload.release();
      return;
    }
    int padding = -payload.readableBytes() & 3; // RFC 8656 section 12.5
    if (layers.webSocket() != null) {
      writeFrame(channel, header, payload, padding);
      return;
    }
    channel.write(header, channel.voidPromise());
    channel.write(payload, channel.voidPromise());
    if (padding > 0) {
      channel.write(Unpooled.wrappedBuffer(new byte[padding]), channel.voidPromise());
    }
  }

  /** One message a frame. A copy: the WebSocket masks the bytes it is given in place. */
  private static void writeFrame(Channel channel, ByteBuf header, ByteBuf payload, int padding) {
    int length = header.readableBytes() + payload.readableBytes() + padding;
    ByteBuf frame = channel.alloc().directBuffer(length);
    frame.writeBytes(header).writeBytes(payload).writeZero(padding);
    header.release();
    payload.release();
    channel.write(frame, channel.voidPromise());
  }

  @Override
  public void flush() {
    if (channel != null) {
      channel.flush();
    }
  }

  @Override
  public void redirect(InetSocketAddress to) {
    close();
    server = to;
    connect();
  }

  @Override
  public InetSocketAddress server() {
    return server;
  }

  @Override
  public ByteBuf buffer(int capacity) {
    ByteBufAllocator alloc = channel == null ? ByteBufAllocator.DEFAULT : channel.alloc();
    return alloc.directBuffer(capacity);
  }

  /** Data packets not sent because the connection could not take them. */
  long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    Channel old = channel;
    channel = null; // its end is no news any more
    if (old != null) {
      old.flush();
      old.close();
    }
  }
}
