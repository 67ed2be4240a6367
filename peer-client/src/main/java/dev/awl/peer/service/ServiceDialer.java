package dev.awl.peer.service;

import dev.awl.peer.channel.StreamReset;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The inner end of a TCP stream: reads which service is meant, connects to it, answers with a
 * status, and joins the two.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write shows on the stream
final class ServiceDialer extends ChannelInboundHandlerAdapter {

  /** Told between the status and the first byte of the service. */
  interface Connected {
    /** Answers how many bytes have gone over connections that belong to it, whenever asked. */
    LongSupplier connected(Service service, Channel tcp, QuicStreamChannel stream);
  }

  private final HostedPeer peer;
  private final Connected listener;
  private ByteBuf header = Unpooled.EMPTY_BUFFER;
  private boolean asked;
  private @Nullable Splice splice;
  private Consumer<Splice> onJoined = joined -> {};

  ServiceDialer(HostedPeer peer) {
    this(peer, (service, tcp, stream) -> () -> 0);
  }

  ServiceDialer(HostedPeer peer, Connected listener) {
    this.peer = peer;
    this.listener = listener;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    if (asked || !data.isReadable()) { // after a refusal: until the access side ends it
      data.release();
      ctx.read();
      return;
    }
    header = header.isReadable() ? Unpooled.wrappedBuffer(header, data) : data;
    try {
      ServiceRequest request = ServiceRequest.decode(header);
      if (request == null) {
        ctx.read();
      } else {
        asked = true;
        ask(ctx, request);
      }
    } catch (IllegalArgumentException e) {
      abort(ctx);
    }
  }

  private void ask(ChannelHandlerContext ctx, ServiceRequest request) {
    SharedService shared = peer.ask(request.service());
    if (shared == null) {
      refuse(ctx, peer.refusal());
      return;
    }
    if (shared.service().isUdp()) { // the TCP port of that number is not shared
      refuse(ctx, DialStatus.UNKNOWN_SERVICE);
      return;
    }
    if (!peer.hasRoom(shared)) {
      refuse(ctx, DialStatus.BUSY);
      return;
    }
    peer.host().used(new LiveUse(peer, request.service(), () -> end(ctx)), ctx.channel());
    EventLoop loop = ctx.channel().eventLoop();
    Targets.resolve(loop, shared.service(), request)
        .addListener(
            (Future<InetSocketAddress> found) -> {
              if (found.isSuccess()) {
                connect(ctx, found.getNow(), null, shared, request);
              } else {
                unreached(ctx, shared, Targets.text(shared.service(), request), found.cause());
              }
            });
  }

  /** Connects to an address that is known already, in place of a request. Owns the early bytes. */
  void dial(
      ChannelHandlerContext ctx,
      SharedService shared,
      InetSocketAddress target,
      InetSocketAddress local,
      ByteBuf early,
      Consumer<Splice> joined) {
    asked = true;
    onJoined = joined;
    header = early;
    String name = shared.service().name();
    peer.host().used(new LiveUse(peer, name, () -> end(ctx)), ctx.channel());
    connect(ctx, target, local, shared, new ServiceRequest(name, "", 0, null));
  }

  private void connect(
      ChannelHandlerContext ctx,
      InetSocketAddress target,
      @Nullable InetSocketAddress local,
      SharedService shared,
      ServiceRequest request) {
    if (!ctx.channel().isActive()) {
      return; // the user has gone meanwhile
    }
    TcpTransport.client(ctx.channel().eventLoop())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) shared.dial().connect().toMillis())
        .handler(new Quiet())
        .connect(target, local)
        .addListener(
            (ChannelFuture connected) -> {
              if (connected.isSuccess()) {
                join(ctx, connected.channel(), shared, request);
              } else {
                unreached(ctx, shared, Addresses.text(target), connected.cause());
              }
            });
  }

  private void join(
      ChannelHandlerContext ctx, Channel tcp, SharedService shared, ServiceRequest request) {
    DialOptions options = shared.dial();
    if (!ctx.channel().isActive()) {
      Splice.reset(tcp);
      return;
    }
    tcp.pipeline().remove(Quiet.class);
    if (options.proxyHeader()) {
      ProxyHeader.write(tcp, request.user());
    }
    ByteBuf early = header;
    header = Unpooled.EMPTY_BUFFER;
    QuicStreamChannel stream = (QuicStreamChannel) ctx.channel();
    ctx.pipeline().remove(this);
    stream.write(Unpooled.directBuffer(1).writeByte(DialStatus.OK.code()));
    LongSupplier others = listener.connected(shared.service(), tcp, stream);
    Paces paces = peer.host().quota(shared.service().name()).paces();
    Splice made = Splice.join(tcp, stream, paces, options.idle(), others);
    splice = made;
    onJoined.accept(made);
    made.receive(early);
  }

  /** The user may use it no longer. */
  private void end(ChannelHandlerContext ctx) {
    if (splice != null) {
      splice.abort("not allowed any longer", null);
    } else {
      abort(ctx);
    }
  }

  private void unreached(
      ChannelHandlerContext ctx, SharedService shared, String target, Throwable cause) {
    refuse(ctx, peer.unreached(shared.service(), target, DialStatus.of(cause)));
  }

  private void refuse(ChannelHandlerContext ctx, DialStatus status) {
    releaseHeader();
    ByteBuf answer = ctx.alloc().directBuffer(1).writeByte(status.code());
    ctx.writeAndFlush(new DefaultQuicStreamFrame(answer, true));
    ctx.read();
  }

  private void releaseHeader() {
    header.release();
    header = Unpooled.EMPTY_BUFFER;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent && !asked) {
      abort(ctx);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    releaseHeader();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    abort(ctx);
  }

  private static void abort(ChannelHandlerContext ctx) {
    StreamReset.abort((QuicStreamChannel) ctx.channel(), Splice.RESET_ERROR);
  }

  /** Between connect and splice nothing is read; a reset then shows as an inactive channel. */
  private static final class Quiet extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
