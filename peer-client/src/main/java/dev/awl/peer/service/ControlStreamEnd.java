package dev.awl.peer.service;

import dev.awl.peer.channel.StreamKind;
import dev.awl.peer.channel.StreamReset;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The access end of a control connection's stream: asks for the service, reads the status and the
 * family, then what the service says; writes what goes to the user.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write shows on the stream
final class ControlStreamEnd extends ChannelInboundHandlerAdapter
    implements Backlog.Owner, ChunkReader.Sink {

  /** Longer than the longest connect time-out at the inner peer. */
  private static final long ANSWER_SECONDS = 320;

  private static final int IPV6 = 6;

  private enum State {
    STATUS,
    FAMILY,
    OPEN,
    ENDED
  }

  private final UserControl control;
  private final Consumer<String> refused;
  private final Channel tcp;
  private final Backlog toUser;
  private final ChunkReader chunks = new ChunkReader(this);
  private State state = State.STATUS;
  private @Nullable QuicStreamChannel stream;
  private @Nullable ScheduledFuture<?> timeout;
  private boolean passOn;

  ControlStreamEnd(UserControl control, Consumer<String> refused) {
    this.control = control;
    this.refused = refused;
    tcp = control.tcp();
    toUser = new Backlog(tcp, this);
  }

  /** Asks for the service. */
  void start(ServiceRequest request, QuicStreamChannel stream) {
    this.stream = stream;
    if (!tcp.isActive()) { // nobody waits for it any more
      close();
      return;
    }
    ByteBuf header = stream.alloc().directBuffer();
    header.writeByte(StreamKind.CONTROL.code()).writeLong(control.number());
    request.encode(header);
    stream.writeAndFlush(header);
    stream.read();
    timeout =
        stream
            .eventLoop()
            .schedule(() -> refuse("no answer from the peer"), ANSWER_SECONDS, TimeUnit.SECONDS);
    tcp.closeFuture().addListener(closed -> control.abort());
  }

  /** Ends it before the service has answered. */
  void refuse(String why) {
    if (state == State.STATUS || state == State.FAMILY) {
      state = State.ENDED;
      refused.accept(why);
      control.abort();
      close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    if (state == State.STATUS && data.isReadable()) {
      DialStatus status = DialStatus.of(data.readUnsignedByte());
      if (status == DialStatus.OK) {
        state = State.FAMILY;
      } else {
        refuse(status.text());
      }
    }
    if (state == State.FAMILY && data.isReadable()) {
      stopTimer();
      state = State.OPEN;
      control.begin((QuicStreamChannel) ctx.channel(), data.readUnsignedByte() == IPV6);
    }
    if (state == State.OPEN) {
      chunks.read(data);
    } else {
      data.release();
    }
  }

  private void stopTimer() {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!toUser.isFull()) {
      ctx.read();
    }
  }

  @Override
  public void bytes(ByteBuf data) {
    control.fromService(data);
  }

  @Override
  public void end() {
    state = State.ENDED;
    control.serviceEnded();
  }

  /** Whether the service has said more than was read so far. */
  boolean isInsideChunk() {
    return chunks.isInside();
  }

  /** Sends to the user; not flushed. */
  void write(ByteBuf data) {
    toUser.write(data, data.readableBytes());
  }

  /** Nothing more is to be written: FIN after the last byte. */
  void passOn() {
    passOn = true;
    emptied();
  }

  @Override
  public void resume() {
    if (stream != null) {
      stream.read();
    }
  }

  @Override
  public void emptied() {
    if (passOn && toUser.isEmpty() && tcp.isActive()) {
      UserTls.end(tcp, true, () -> {});
    }
  }

  @Override
  public void failed(@Nullable Throwable why) {
    control.abort();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent && state != State.ENDED) {
      refuse("the peer ended it");
      control.abort();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stopTimer();
    if (state != State.ENDED) {
      refuse("the connection to the peer ended");
      control.abort();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    refuse("the peer does not know such connections; is it older?");
    control.abort();
  }

  /** Ends the stream, however far it got. */
  void close() {
    state = State.ENDED;
    stopTimer();
    if (stream != null) {
      StreamReset.abort(stream, Splice.RESET_ERROR);
    }
  }
}
