package dev.awl.peer.service;

import dev.awl.peer.alg.Expectation;
import dev.awl.peer.alg.Expectation.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The inner end of an expectation's stream: stands by for one connection, to the host of the
 * control connection's service or from it, and joins it with the stream.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write shows on the stream
final class InnerExpectation extends HeaderReader {

  static final int HEADER = ControlDialer.NUMBER_LENGTH + 1 + 2;
  static final int CONNECTED = 1;

  /** The access peer keeps the deadline; this one is for an access peer that does not. */
  private static final long DEADLINE_SECONDS = Expectation.DEFAULT_DEADLINE.toSeconds() + 10;

  private final HostedPeer peer;
  private final InnerControls controls;
  private @Nullable InnerControl control;
  private @Nullable OneTimeListener listener;
  private @Nullable ScheduledFuture<?> deadline;
  private int port;
  private boolean started;

  InnerExpectation(HostedPeer peer, InnerControls controls) {
    super(HEADER);
    this.peer = peer;
    this.controls = controls;
  }

  @Override
  void header(ChannelHandlerContext ctx, ByteBuf header) {
    InnerControl found = controls.find(header.readLong());
    int direction = header.readUnsignedByte();
    port = header.readUnsignedShort();
    header.release();
    boolean fits =
        direction == Direction.TO_USER.code()
            || (direction == Direction.TO_SERVICE.code() && port >= Expectation.FIRST_PORT);
    if (found == null || !fits || !peer.mayUse(found.name()) || !found.add(ctx.channel())) {
      refuse(ctx, DialStatus.NOT_ALLOWED);
      return;
    }
    control = found;
    EventLoop loop = ctx.channel().eventLoop();
    deadline = loop.schedule(() -> abort(ctx), DEADLINE_SECONDS, TimeUnit.SECONDS);
    if (direction == Direction.TO_SERVICE.code()) {
      ctx.writeAndFlush(ctx.alloc().directBuffer(1).writeByte(DialStatus.OK.code()));
    } else {
      listener =
          OneTimeListener.open(
              loop,
              found.local().getAddress(),
              PortRange.ANY,
              found.service().getAddress(),
              new FromService(ctx));
    }
    ctx.read();
  }

  /** The user is there. Only a connection to the service waits for it. */
  @Override
  void more(ChannelHandlerContext ctx, ByteBuf data) {
    InnerControl waitsFor = control;
    if (!data.isReadable() || started || waitsFor == null) {
      data.release();
      ctx.read();
      return;
    }
    SharedService shared = peer.host().find(waitsFor.name());
    boolean begins = listener == null && data.readUnsignedByte() == CONNECTED && begin(ctx);
    if (shared == null || !begins) {
      data.release();
      abort(ctx);
    } else {
      ServiceDialer dialer = new ServiceDialer(peer);
      ctx.pipeline().addAfter(ctx.name(), null, dialer);
      ChannelHandlerContext at = ctx.pipeline().context(dialer);
      ctx.pipeline().remove(this);
      dialer.dial(
          at,
          shared,
          new InetSocketAddress(waitsFor.service().getAddress(), port),
          new InetSocketAddress(waitsFor.local().getAddress(), 0),
          data,
          waitsFor::data);
    }
  }

  /** Uses the expectation up; false: too late. */
  private boolean begin(ChannelHandlerContext ctx) {
    started = true;
    stopTimer();
    return control != null && control.remove(ctx.channel()) && peer.mayUse(control.name());
  }

  private void stopTimer() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  private static void refuse(ChannelHandlerContext ctx, DialStatus status) {
    ByteBuf answer = ctx.alloc().directBuffer(1).writeByte(status.code());
    ctx.writeAndFlush(new DefaultQuicStreamFrame(answer, true));
    ctx.read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == InnerControl.Ended.INSTANCE) {
      abort(ctx);
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    super.channelInactive(ctx);
    stopTimer();
    if (listener != null) {
      listener.close();
    }
    if (control != null) {
      control.remove(ctx.channel());
    }
  }

  /** The port that the service connects to. */
  private final class FromService implements OneTimeListener.Owner {

    private final ChannelHandlerContext ctx;

    FromService(ChannelHandlerContext ctx) {
      this.ctx = ctx;
    }

    @Override
    public void bound(InetSocketAddress address) {
      byte[] ip = address.getAddress().getAddress();
      ByteBuf answer = ctx.alloc().directBuffer();
      answer.writeByte(DialStatus.OK.code()).writeShort(address.getPort());
      ctx.writeAndFlush(answer.writeByte(ip.length).writeBytes(ip));
    }

    @Override
    public void failed(Throwable cause) {
      refuse(ctx, DialStatus.UNREACHABLE);
    }

    @Override
    public void accepted(Channel tcp) {
      if (!begin(ctx)) {
        Splice.reset(tcp);
        abort(ctx);
        return;
      }
      QuicStreamChannel stream = (QuicStreamChannel) ctx.channel();
      stream.write(ctx.alloc().directBuffer(1).writeByte(CONNECTED));
      ctx.pipeline().remove(InnerExpectation.this);
      InnerControl parent = control;
      if (parent != null) {
        Paces paces = peer.host().quota(parent.name()).paces();
        Splice splice = Splice.join(tcp, stream, paces, Duration.ZERO);
        Runnable end = () -> splice.abort("not allowed any longer", null);
        peer.host().used(new LiveUse(peer, parent.name(), end), stream);
      }
    }
  }
}
