package dev.awl.peer.service;

import dev.awl.peer.alg.AlgEvent;
import dev.awl.peer.alg.Expectation;
import dev.awl.peer.channel.StreamKind;
import dev.awl.peer.channel.StreamReset;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An expectation at the access peer: its stream to the inner peer, its deadline, its one use, and
 * its end. As the stream's handler it reads the inner peer's answers until data flows.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of it shows on the stream
abstract class UserExpectation extends ChannelInboundHandlerAdapter {

  /** After the control connection's end, a data connection may go on while it moves. */
  private static final long STILL_SECONDS = 10;

  private static final long ANSWER_SECONDS = 10;

  private final UserControl control;
  private final Expectation expectation;
  private @Nullable QuicStreamChannel stream;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable Splice splice;
  private ByteBuf received = Unpooled.EMPTY_BUFFER;
  private boolean acknowledged;
  private boolean over;
  private boolean userSecured;
  private boolean serviceSecured;
  private boolean begun;

  UserExpectation(UserControl control, Expectation expectation) {
    this.control = control;
    this.expectation = expectation;
  }

  static UserExpectation of(UserControl control, Expectation expectation) {
    return switch (expectation.direction()) {
      case TO_SERVICE -> new ExpectationOfUser(control, expectation);
      case TO_USER -> new ExpectationOfService(control, expectation);
    };
  }

  abstract void start();

  Expectation expectation() {
    return expectation;
  }

  UserControl control() {
    return control;
  }

  EventLoop loop() {
    return control.loop();
  }

  /** Whether it was used, cancelled or given up. */
  boolean isOver() {
    return over;
  }

  /** Tells the inner peer; the answer comes to {@link #answer}. */
  void ask() {
    timer =
        loop().schedule(() -> giveUp("no answer from the peer"), ANSWER_SECONDS, TimeUnit.SECONDS);
    control
        .user()
        .openStream(this)
        .addListener(
            (Future<QuicStreamChannel> opened) -> {
              if (!opened.isSuccess()) {
                giveUp(String.valueOf(opened.cause().getMessage()));
                return;
              }
              stream = opened.getNow();
              ByteBuf header = stream.alloc().directBuffer();
              header.writeByte(StreamKind.EXPECTATION.code()).writeLong(control.number());
              header.writeByte(expectation.direction().code());
              header.writeShort(expectation.port());
              stream.writeAndFlush(header);
              stream.read();
              if (over) {
                closeStream();
              }
            });
  }

  /** Both peers stand by: from here the deadline runs. */
  void acknowledge(InetSocketAddress address) {
    if (!over && !acknowledged) {
      acknowledged = true;
      stopTimer();
      timer =
          loop()
              .schedule(
                  () -> giveUp("nobody connected in time"),
                  expectation.deadline().toMillis(),
                  TimeUnit.MILLISECONDS);
      control.expectations().acknowledged(expectation.id(), address);
    }
  }

  boolean isAcknowledged() {
    return acknowledged;
  }

  /** The connection is there; takes no other. */
  void use() {
    over = true;
    stopTimer();
    control.expectations().used(expectation.id());
  }

  /** Which of its legs speak TLS. */
  void secure(boolean user, boolean service) {
    userSecured = user;
    serviceSecured = service;
  }

  /** The service takes a handshake from now on. */
  void begin() {
    begun = true;
    if (stream != null) {
      StreamTls.begin(stream);
    }
  }

  boolean hasBegun() {
    return begun;
  }

  boolean isUserSecured() {
    return userSecured;
  }

  boolean isServiceSecured() {
    return serviceSecured;
  }

  /** Data flows; when the TCP connection closes, it is over. */
  void joined(Splice joined, Channel tcp) {
    splice = joined;
    // TLS outlives a user's connection that ended in order.
    Channel last = userSecured && stream != null ? stream : tcp;
    last.closeFuture().addListener(closed -> finished());
    control.expectations().joined(expectation.id());
  }

  /** It was used, and has ended. */
  void finished() {
    stopTimer();
    long toUser = splice == null ? 0 : splice.bytesToTcp();
    long toService = splice == null ? 0 : splice.bytesFromTcp();
    control
        .expectations()
        .ended(expectation.id(), new AlgEvent.Ended(expectation.id(), toUser, toService));
  }

  /** Not used, and never will be. */
  void giveUp(String why) {
    if (over) {
      return;
    }
    over = true;
    stopTimer();
    closeListener();
    closeStream();
    if (acknowledged) {
      control.expectations().ended(expectation.id(), new AlgEvent.Failed(expectation.id(), why));
    } else {
      control.expectations().refused(expectation.id(), why);
    }
  }

  void cancel() {
    giveUp("another one took its place");
  }

  abstract void closeListener();

  void closeStream() {
    if (stream != null) {
      StreamReset.abort(stream, Splice.RESET_ERROR);
    }
  }

  @Nullable QuicStreamChannel stream() {
    return stream;
  }

  /** Reads what it can of the inner peer's answers. */
  abstract void answer(ByteBuf received);

  /** What the inner peer sent after its answers. Owned by the caller. */
  ByteBuf early() {
    ByteBuf early = received;
    received = Unpooled.EMPTY_BUFFER;
    return early;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    if (received.isReadable()) {
      received = Unpooled.wrappedBuffer(received, data);
    } else {
      received.release();
      received = data;
    }
    answer(received);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!over) {
      ctx.read();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      giveUp("the peer ended it");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    giveUp("the connection to the peer ended");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    giveUp("the peer ended it");
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    early().release();
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** Its control connection is gone. */
  void controlEnded() {
    if (!over) {
      giveUp("the control connection ended");
    } else {
      watch(-1);
    }
  }

  private void watch(long bytesBefore) {
    Splice running = splice;
    long bytes = running == null ? -1 : running.bytesFromTcp() + running.bytesToTcp();
    if (running == null || running.isOver()) {
      if (running == null) {
        closeStream();
      }
      return;
    }
    if (bytes == bytesBefore) {
      running.abort("the control connection ended, and nothing moves", null);
    } else {
      timer = loop().schedule(() -> watch(bytes), STILL_SECONDS, TimeUnit.SECONDS);
    }
  }
}
