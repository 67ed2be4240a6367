package dev.awl.peer.service;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamFrame;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * TLS with the service inside a stream, so that the inner peer carries records and no more.
 *
 * <pre>
 *   stream -> Records -> SslHandler -> Contents -> StreamEnd, ControlStreamEnd
 *      chunks of records   |     plain      chunks of contents
 * </pre>
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write shows on its promise
final class StreamTls {

  private final SslHandler ssl;
  private final TlsListener listener;
  private final Channel user;
  private final Records records = new Records();
  private final Contents contents = new Contents();
  private @Nullable ChannelHandlerContext below;
  private boolean closed;

  private StreamTls(SslHandler ssl, TlsListener listener, Channel user) {
    this.ssl = ssl;
    this.listener = listener;
    this.user = user;
  }

  /**
   * From here on TLS, at the border of two chunks.
   *
   * @param above the handler that goes on with the contents; null: one that is added later
   * @param user the connection at the other end of the stream
   */
  static StreamTls install(
      QuicStreamChannel stream,
      @Nullable ChannelHandlerContext above,
      SslHandler ssl,
      TlsListener listener,
      Channel user) {
    StreamTls tls = new StreamTls(ssl, listener, user);
    ChannelPipeline pipeline = stream.pipeline();
    // From above, so that the SslHandler finds both when it begins.
    if (above == null) {
      pipeline.addLast(tls.records, tls.contents);
    } else {
      pipeline.addBefore(above.name(), null, tls.records);
      pipeline.addBefore(above.name(), null, tls.contents);
    }
    pipeline.addAfter(pipeline.context(tls.records).name(), null, ssl);
    return tls;
  }

  /** Lets the handshake go: until then its first message waits. */
  static void begin(QuicStreamChannel stream) {
    Records records = stream.pipeline().get(Records.class);
    if (records != null) {
      records.begin();
    }
  }

  /** Whether the service's half ended without close_notify: what came may not be all. */
  static boolean isTruncated(QuicStreamChannel stream) {
    Contents contents = stream.pipeline().get(Contents.class);
    return contents != null && !contents.isClosed();
  }

  /** Packs and unpacks what the SslHandler reads and writes. */
  private final class Records extends ChannelDuplexHandler implements ChunkReader.Sink {

    private final ChunkReader chunks = new ChunkReader(this);
    private @Nullable PendingWriteQueue
        held; // the client's first message, or an alert in its place

    void begin() {
      if (held != null) {
        held.removeAndWriteAll();
        held = null;
        context().flush();
      }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      below = ctx;
      held = new PendingWriteQueue(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      chunks.read((ByteBuf) message);
    }

    @Override
    public void bytes(ByteBuf data) {
      context().fireChannelRead(data);
    }

    @Override
    public void end() {
      context().fireUserEventTriggered(ChunksEnded.INSTANCE);
    }

    /** An empty write is a promise to keep, and no chunk: that would be the end. */
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      Object chunk = message;
      if (message instanceof ByteBuf data && data.isReadable()) {
        int length = data.readableBytes();
        chunk = ctx.alloc().directBuffer(Chunk.HEADER + length).writeInt(length).writeBytes(data);
        data.release();
      }
      if (held == null) {
        ctx.write(chunk, promise);
      } else {
        held.add(chunk, promise);
      }
    }

    /**
     * Before the SslHandler hears of it: it would tell its engine that the peer was cut off, and
     * the engine forgets the session then, which other connections are to resume.
     */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (held != null) {
        held.removeAndFailAll(new ClosedChannelException());
        held = null;
      }
      ssl.closeOutbound();
      ctx.fireChannelInactive();
    }
  }

  private ChannelHandlerContext context() {
    if (below == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return below;
  }

  /** Speaks chunks with the handler above. */
  private final class Contents extends ChannelDuplexHandler {

    private int unsent;
    private @Nullable ChannelPromise end;

    boolean isClosed() {
      return closed;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf data = (ByteBuf) message;
      if (closed || !data.isReadable()) {
        data.release();
        return;
      }
      ctx.fireChannelRead(ctx.alloc().buffer(Chunk.HEADER).writeInt(data.readableBytes()));
      ctx.fireChannelRead(data);
    }

    /** After close_notify the stream is only read to its end. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      if (closed) {
        ctx.read();
      }
      ctx.fireChannelReadComplete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent handshake) {
        listener.ended(handshake);
      } else if (event instanceof SslCloseCompletionEvent close) {
        if (close.isSuccess() && !closed) {
          closed = true;
          fireEnd(ctx);
          ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
          ctx.read();
        }
      } else if (closed) {
        return; // told already
      } else if (event == ChunksEnded.INSTANCE) {
        fireEnd(ctx);
      } else {
        ctx.fireUserEventTriggered(event);
      }
    }

    private void fireEnd(ChannelHandlerContext ctx) {
      ctx.fireChannelRead(ctx.alloc().buffer(Chunk.HEADER).writeInt(0));
    }

    /** As with {@link UserTls}: a reset after an orderly end takes nothing back. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (!closed) {
        ctx.fireExceptionCaught(cause);
      }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (message instanceof QuicStreamFrame frame) {
        frame.release();
        end = promise;
        endIfSent(ctx);
        return;
      }
      ByteBuf data = ((ByteBuf) message).skipBytes(Chunk.HEADER);
      unsent++;
      ctx.write(data, promise.unvoid())
          .addListener(
              sent -> {
                unsent--;
                endIfSent(ctx);
              });
      ctx.flush(); // the SslHandler waits for it, the stream does not
    }

    /** close_notify overtakes what the SslHandler still holds: so not before all is written. */
    private void endIfSent(ChannelHandlerContext ctx) {
      ChannelPromise promise = end;
      if (promise == null || unsent > 0) {
        return;
      }
      end = null;
      if (UserTls.isTruncated(user)) {
        context().write(Chunk.end(ctx.alloc()), promise);
      } else {
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER) // after the handshake
            .addListener(
                ready -> {
                  if (ready.isSuccess()) {
                    closeNotify(ctx, promise);
                  } else {
                    promise.setFailure(ready.cause());
                  }
                });
      }
    }

    private void closeNotify(ChannelHandlerContext ctx, ChannelPromise promise) {
      ssl.closeOutbound().addListener(sent -> context().write(Chunk.end(ctx.alloc()), promise));
    }
  }

  /** The service's half of the stream has ended, in order or not as far as TLS goes. */
  private enum ChunksEnded {
    INSTANCE
  }
}
