package dev.awl.peer.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Flow control of one stream, independent of its neighbours: the first handler of every stream.
 *
 * <p>QUIC's streams share their connection's window, so a few whose readers stand still would stop
 * all others. Here a stream is read as data comes, whether or not somebody takes it, and its sender
 * keeps to a credit that covers this stream alone: what is taken is granted again ({@link
 * StreamCredits}). To those above it is a stream that is read one buffer a {@code read()}, and
 * written without blocking.
 *
 * <p>A sender that keeps to no credit is not read ahead.
 */
@SuppressWarnings("FutureReturnValueIgnored") // those above look at their promises
final class StreamFlow extends ChannelDuplexHandler {

  private static final int OVERDRAFT = 4 << 10; // by the last frame, which is not cut

  private final StreamCredits credits;
  private final StreamMemory memory = StreamMemory.ofThisLoop();
  private final ReceiveWindow window = new ReceiveWindow();
  private final Queue<ByteBuf> unread = new ArrayDeque<>();
  private int unreadBytes;
  private int promised;
  private boolean wanted; // by those above, and not there yet
  private boolean delivering;
  private boolean passing;
  private boolean got;
  private boolean readingAhead;
  private boolean ended;
  private boolean endPassed;
  private @Nullable Throwable failure;

  private long credit = ReceiveWindow.FIRST;
  private boolean asked;
  private long stream;
  private @Nullable ChannelHandlerContext below;
  private @Nullable PendingWriteQueue held;

  StreamFlow(StreamCredits credits) {
    this.credits = credits;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    below = ctx;
    held = new PendingWriteQueue(ctx);
    stream = ((QuicStreamChannel) ctx.channel()).streamId();
    credits.add(stream, this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    got = true;
    if (wanted && unread.isEmpty()) {
      passing = true;
      pass(ctx, data);
    } else {
      hold(data);
    }
    readAhead(ctx);
  }

  private void pass(ChannelHandlerContext ctx, ByteBuf data) {
    wanted = false;
    int bytes = data.readableBytes();
    ctx.fireChannelRead(data);
    int granted = window.take(bytes);
    if (granted > 0 && !ended) {
      credits.grant(stream, granted);
    }
  }

  /** A buffer that is mostly empty would count for more than is in it. */
  private void hold(ByteBuf data) {
    ByteBuf kept = data;
    if (data.readableBytes() < data.capacity() / 2) {
      kept = data.alloc().directBuffer(data.readableBytes()).writeBytes(data);
      data.release();
    }
    unreadBytes += kept.readableBytes();
    memory.hold(kept.readableBytes());
    unread.add(kept);
  }

  private ByteBuf next() {
    ByteBuf data = unread.remove();
    unreadBytes -= data.readableBytes();
    memory.release(data.readableBytes());
    return data;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (passing) {
      passing = false;
      ctx.fireChannelReadComplete();
    }
  }

  /** When those above have had their turn, and have not asked for what comes. */
  private void readAhead(ChannelHandlerContext ctx) {
    if (!readingAhead) {
      readingAhead = true;
      ctx.executor()
          .execute(
              () -> {
                got = true;
                while (got && mayReadAhead(ctx)) {
                  got = false;
                  ctx.read(); // delivers before it returns, or the next packet will
                }
                readingAhead = false;
              });
    }
  }

  private boolean mayReadAhead(ChannelHandlerContext ctx) {
    return !wanted
        && !ended
        && failure == null
        && ctx.channel().isActive()
        && unreadBytes < window.size() + OVERDRAFT
        && !memory.isTight();
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    wanted = true;
    if (delivering) {
      return; // the loop below goes on
    }
    delivering = true;
    boolean some = !unread.isEmpty();
    while (wanted && !unread.isEmpty()) {
      pass(ctx, next());
      ctx.fireChannelReadComplete();
    }
    delivering = false;
    if (failure != null) {
      ctx.fireExceptionCaught(failure);
    } else if (ended) {
      passOnEnd(ctx);
    } else if (wanted) {
      ctx.read();
    } else if (some) {
      readAhead(ctx); // it may have been too much
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      ended = true;
      passOnEnd(ctx);
    } else if (event != ChannelInputShutdownReadComplete.INSTANCE) {
      ctx.fireUserEventTriggered(event);
    }
  }

  private void passOnEnd(ChannelHandlerContext ctx) {
    if (wanted && unread.isEmpty() && !endPassed) {
      endPassed = true;
      ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      ctx.fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
    }
  }

  /** A reset takes back what nobody has read, as it does with TCP. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failure = cause;
    drop();
    ctx.fireExceptionCaught(cause);
  }

  private void drop() {
    while (!unread.isEmpty()) {
      next().release();
    }
  }

  /** The receiver can take more. */
  void granted(long bytes) {
    credit += bytes;
    asked = false;
    if (held != null && below != null && !held.isEmpty()) {
      while (credit > 0 && !held.isEmpty()) {
        if (!writePart(below, held.current())) {
          credit -= bytes(held.current());
          held.removeAndWrite();
        }
      }
      askIfHeld();
      below.flush();
    }
  }

  /** The receiver has gone. QUIC says so as well, but only to one who writes in time. */
  void stopped() {
    if (below != null && held != null && failure == null) {
      held.removeAndFailAll(new ChannelOutputShutdownException("nobody reads it any more"));
      exceptionCaught(below, new ChannelOutputShutdownException("nobody reads it any more"));
    }
  }

  /** The sender waits. If nothing is unread when those above have had their turn: only for us. */
  void asked() {
    if (below != null) {
      below.executor().execute(this::growIfRead);
    }
  }

  private void growIfRead() {
    boolean keepsUp = unread.isEmpty() && !ended && held != null;
    int more = keepsUp ? memory.promise(window.wish()) : 0;
    if (more > 0) {
      promised += more;
      credits.grant(stream, window.grow(more));
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (held == null) {
      ctx.write(message, promise); // too late for it, which the stream will say
    } else if (held.isEmpty() && credit > 0 && !writePart(ctx, message)) {
      credit -= bytes(message);
      ctx.write(message, promise);
    } else {
      held.add(message, promise);
      askIfHeld();
    }
  }

  /** Writes what the credit allows of a buffer that is too large for it; false: it is not. */
  private boolean writePart(ChannelHandlerContext ctx, @Nullable Object message) {
    if (message instanceof ByteBuf data && data.readableBytes() > credit) {
      ctx.write(data.readRetainedSlice((int) credit));
      credit = 0;
      return true;
    }
    return false;
  }

  private void askIfHeld() {
    if (held != null && !held.isEmpty() && !asked) {
      asked = true;
      credits.ask(stream);
    }
  }

  private static int bytes(@Nullable Object message) {
    if (message instanceof ByteBuf data) {
      return data.readableBytes();
    }
    return message instanceof ByteBufHolder frame ? frame.content().readableBytes() : 0;
  }

  /** After both ends the rest is delivered at once: there is no later. */
  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    while (ended && !unread.isEmpty()) {
      ctx.fireChannelRead(next());
      ctx.fireChannelReadComplete();
    }
    drop();
    if (ended) {
      wanted = true;
      passOnEnd(ctx);
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    credits.remove(stream);
    if (!ended && failure == null) {
      credits.stop(stream);
    }
    memory.takeBack(promised);
    promised = 0;
    drop();
    if (held != null) {
      held.removeAndFailAll(new ClosedChannelException());
      held = null;
    }
  }
}
