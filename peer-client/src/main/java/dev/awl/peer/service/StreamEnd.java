package dev.awl.peer.service;

import dev.awl.peer.channel.StreamReads;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stream of a splice into the TCP connection.
 *
 * <p>Netty offers the stream after each received packet. This end takes what the first packet
 * brought, asks for nothing more, and takes the rest in large pieces when the loop's turn is over:
 * one flush a turn instead of one a packet.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure shows as an inactive channel
final class StreamEnd extends ChannelInboundHandlerAdapter
    implements Backlog.Owner, ChunkReader.Sink {

  private final Splice splice;
  private final QuicStreamChannel stream;
  private final Channel tcp;
  private final Backlog toTcp;
  private final Pace pace;
  private final ChunkReader chunks = new ChunkReader(this);
  private boolean drainScheduled;
  private boolean waiting;
  private boolean got;
  private boolean finished;
  private boolean passedOn;
  private int held;
  private long bytes;

  StreamEnd(Splice splice, QuicStreamChannel stream, Channel tcp, Pace pace) {
    this.splice = splice;
    this.stream = stream;
    this.tcp = tcp;
    this.pace = pace;
    toTcp = new Backlog(tcp, this);
  }

  void start() {
    if (pace != Pace.FREE) {
      StreamReads.atMost(stream, pace::allowance);
    }
    scheduleDrain();
  }

  /** Bytes taken so far. */
  long bytes() {
    return bytes;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    receive((ByteBuf) message);
  }

  /** Takes bytes of the stream; possibly none, which only says that a read was used up. */
  void receive(ByteBuf data) {
    got = true;
    if (splice.isOver()) {
      data.release();
    } else {
      held = data.capacity();
      chunks.read(data);
    }
    scheduleDrain();
  }

  /** A buffer cut into several chunks is charged to the first. */
  @Override
  public void bytes(ByteBuf data) {
    bytes += data.readableBytes();
    pace.took(data.readableBytes());
    toTcp.write(data, Math.max(held, data.readableBytes()));
    held = 0;
  }

  @Override
  public void end() {} // the drain that follows passes it on

  private void scheduleDrain() {
    if (!drainScheduled) {
      drainScheduled = true;
      stream.eventLoop().execute(this::drain);
    }
  }

  private void drain() {
    boolean full = toTcp.isFull();
    while (!full && !finished && !splice.isOver() && isOurTurn()) {
      got = false;
      stream.read(); // delivers before it returns, or never mind: the next packet will
      if (!got) {
        break;
      }
      full = toTcp.isFull();
    }
    drainScheduled = false;
    tcp.flush();
    passOnEnd();
  }

  /** If not, it will be. */
  private boolean isOurTurn() {
    if (!waiting && !pace.isOpen()) {
      waiting = true;
      pace.await(
          stream.eventLoop(),
          () -> {
            waiting = false;
            drain();
          });
    }
    return !waiting;
  }

  @Override
  public void resume() {
    scheduleDrain();
  }

  @Override
  public void emptied() {
    passOnEnd();
  }

  @Override
  public void failed(@Nullable Throwable why) {
    splice.abort("the TCP connection takes nothing: ", why);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      finished = true;
      if (chunks.hasEnded()) {
        scheduleDrain();
      } else {
        splice.abort("the stream ended without its end", null);
      }
    }
  }

  /** FIN after the last byte: shutting down earlier would drop what is still queued. */
  private void passOnEnd() {
    if (chunks.hasEnded() && !passedOn && toTcp.isEmpty() && !splice.isOver()) {
      passedOn = true;
      UserTls.end(tcp, !StreamTls.isTruncated(stream), splice::streamInputEnded);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!finished) {
      splice.abort("the connection to the peer is gone", null);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    splice.abort("stream: ", cause); // reset by the other peer
  }
}
