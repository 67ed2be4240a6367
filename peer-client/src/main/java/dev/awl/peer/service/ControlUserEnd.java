package dev.awl.peer.service;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import org.jspecify.annotations.Nullable;

/** Reads a user's control connection, and writes what goes to the service. */
@SuppressWarnings("FutureReturnValueIgnored") // a failure shows as an inactive channel
final class ControlUserEnd extends ChannelInboundHandlerAdapter implements Backlog.Owner {

  private final UserControl control;
  private final Channel tcp;
  private final QuicStreamChannel stream;
  private final Backlog toStream;
  private boolean ended;
  private boolean passedOn;

  ControlUserEnd(UserControl control, Channel tcp, QuicStreamChannel stream) {
    this.control = control;
    this.tcp = tcp;
    this.stream = stream;
    toStream = new Backlog(stream, this);
  }

  void start() {
    if (!ended) {
      tcp.read();
    }
  }

  /** Sends to the service; not flushed. */
  void write(byte[] bytes) {
    ByteBuf chunk = stream.alloc().directBuffer(Chunk.HEADER + bytes.length);
    chunk.writeInt(bytes.length).writeBytes(bytes);
    toStream.write(chunk, chunk.capacity());
  }

  void bytes(ByteBuf data) {
    control.fromUser(data);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    bytes((ByteBuf) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!ended && !toStream.isFull()) {
      tcp.read();
    }
  }

  @Override
  public void resume() {
    start();
  }

  @Override
  public void emptied() {}

  @Override
  public void failed(@Nullable Throwable why) {
    control.abort();
  }

  void ended() {
    if (!ended) {
      ended = true;
      control.userEnded();
    }
  }

  /** Nothing more is to be written: tells the service. */
  void passOn() {
    if (!passedOn) {
      passedOn = true;
      stream.writeAndFlush(Chunk.end(stream.alloc()));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ended();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    control.abort();
  }
}
