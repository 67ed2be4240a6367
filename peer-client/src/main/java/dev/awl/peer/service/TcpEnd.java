package dev.awl.peer.service;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.timeout.IdleStateEvent;
import org.jspecify.annotations.Nullable;

/** Reads the TCP connection of a splice into the stream. */
final class TcpEnd extends ChannelInboundHandlerAdapter implements Backlog.Owner {

  private final Splice splice;
  private final Channel tcp;
  private final QuicStreamChannel stream;
  private final Backlog toStream;
  private final Pace pace;
  private boolean waiting;
  private boolean ended;
  private long bytes;

  TcpEnd(Splice splice, Channel tcp, QuicStreamChannel stream, Pace pace) {
    this.splice = splice;
    this.tcp = tcp;
    this.stream = stream;
    this.pace = pace;
    toStream = new Backlog(stream, this);
  }

  void start() {
    TcpReads.keepTo(pace, tcp);
    if (!ended) { // its FIN may have come early; what epoll has let go of cannot be read again
      read();
    }
  }

  /** Now, or when it is our turn. */
  private void read() {
    if (pace.isOpen()) {
      tcp.read();
    } else if (!waiting) {
      waiting = true;
      pace.await(tcp.eventLoop(), this::ourTurn);
    }
  }

  private void ourTurn() {
    waiting = false;
    if (!ended && !splice.isOver() && !toStream.isFull()) {
      read();
    }
  }

  /** Bytes read so far. */
  long bytes() {
    return bytes;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    bytes += data.readableBytes();
    pace.took(data.readableBytes());
    toStream.write(Chunk.of(data), data.capacity());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!ended && !toStream.isFull()) {
      read();
    }
  }

  @Override
  public void resume() {
    if (!ended) {
      read();
    }
  }

  @Override
  public void emptied() {}

  @Override
  public void failed(@Nullable Throwable why) {
    splice.abort("the stream takes nothing: ", why); // stopped by the other side, or gone
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent) {
      splice.abort("idle", null);
    } else if (event instanceof ChannelInputShutdownEvent && !ended && !splice.isOver()) {
      ended = true;
      // A write, behind what is queued: shutdownOutput() would overtake it.
      stream
          .write(Chunk.end(ctx.alloc()))
          .addListener(
              sent -> {
                if (sent.isSuccess()) {
                  splice.tcpInputEnded();
                } else {
                  splice.abort("the stream did not take the end: ", sent.cause());
                }
              });
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    splice.abort("the TCP connection is gone", null);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    splice.abort("TCP: ", cause); // a reset, as a rule
  }
}
