package dev.awl.peer.service;

import dev.awl.peer.channel.StreamReset;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequest;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A CONNECT of a SOCKS user: the inner peer dials, its answer becomes the reply, and from then on
 * the two are joined.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write shows on the connection
final class SocksConnect extends ChannelInboundHandlerAdapter {

  private final ServiceUser user;
  private final BoundListener listener;
  private final Socks5CommandRequest command;
  private @Nullable QuicStreamChannel stream;

  SocksConnect(ServiceUser user, BoundListener listener, Socks5CommandRequest command) {
    this.user = user;
    this.listener = listener;
    this.command = command;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    Channel tcp = ctx.channel();
    tcp.pipeline().addLast(new EarlyBytes());
    ServiceRequest request =
        new ServiceRequest(
            listener.service().name(),
            command.dstAddr(),
            command.dstPort(),
            (InetSocketAddress) tcp.remoteAddress());
    user.asks(
        listener.service(), tcp, why -> refuse(tcp, why, Socks5CommandStatus.NETWORK_UNREACHABLE));
    user.openStream(new StatusReader(status -> answered(tcp, status), () -> ended(tcp)))
        .addListener(
            (Future<QuicStreamChannel> opened) -> {
              if (opened.isSuccess()) {
                ask(request, opened.getNow());
              } else {
                refuse(tcp, DialStatus.UNREACHABLE);
              }
            });
  }

  private void ask(ServiceRequest request, QuicStreamChannel opened) {
    stream = opened;
    opened.pipeline().addLast(new Waiting());
    UserCall.writeRequest(request, opened);
    opened.flush();
    opened.read();
  }

  private void answered(Channel tcp, DialStatus status) {
    user.answered(tcp);
    QuicStreamChannel joined = stream;
    if (status != DialStatus.OK || joined == null) {
      refuse(tcp, status);
      return;
    }
    tcp.writeAndFlush(
        new DefaultSocks5CommandResponse(
            Socks5CommandStatus.SUCCESS, Socks5AddressType.IPv4, "0.0.0.0", 0));
    tcp.pipeline().remove(Socks5ServerEncoder.class);
    tcp.pipeline().remove(this);
    joined.pipeline().remove(Waiting.class);
    Splice.join(tcp, joined, user.paces(listener.service()), Duration.ZERO);
  }

  private void ended(Channel tcp) {
    user.answered(tcp);
    refuse(tcp, StatusReader.ENDED, Socks5CommandStatus.HOST_UNREACHABLE);
  }

  private void refuse(Channel tcp, DialStatus status) {
    refuse(tcp, status.text(), replyFor(status));
  }

  private void refuse(Channel tcp, String why, Socks5CommandStatus reply) {
    if (tcp.isActive()) {
      user.refused(
          listener.service(),
          tcp.remoteAddress(),
          command.dstAddr() + ":" + command.dstPort() + ": " + why);
      SocksHandshake.refuse(tcp, reply);
    }
  }

  /** RFC 1928 section 6. */
  private static Socks5CommandStatus replyFor(DialStatus status) {
    return switch (status) {
      case OK -> Socks5CommandStatus.SUCCESS;
      case REFUSED -> Socks5CommandStatus.CONNECTION_REFUSED;
      case TIMEOUT, UNREACHABLE, UNRESOLVED -> Socks5CommandStatus.HOST_UNREACHABLE;
      case BUSY -> Socks5CommandStatus.FAILURE;
      case UNKNOWN_SERVICE, NOT_ALLOWED -> Socks5CommandStatus.FORBIDDEN;
    };
  }

  /** Bytes that come before the reply, as a splice takes them: with room for a chunk's header. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    ByteBuf roomy =
        ctx.alloc()
            .directBuffer(Chunk.HEADER + data.readableBytes())
            .setIndex(Chunk.HEADER, Chunk.HEADER)
            .writeBytes(data);
    data.release();
    ctx.fireChannelRead(roomy);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (stream != null) {
      StreamReset.abort(stream, Splice.RESET_ERROR);
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Splice.reset(ctx.channel());
  }

  /** Reads the stream on until the status is there. */
  private static final class Waiting extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ReferenceCountUtil.release(message);
      ctx.read();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close(); // reset by the peer; the status reader tells
    }
  }
}
