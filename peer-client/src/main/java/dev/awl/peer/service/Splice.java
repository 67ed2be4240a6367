package dev.awl.peer.service;

import dev.awl.peer.channel.StreamReset;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP connection and a stream, joined: bytes both ways, half-close as half-close, a reset as a
 * reset. Both channels live on one event loop and have autoRead off.
 */
@SuppressWarnings("FutureReturnValueIgnored") // it ends either way
final class Splice {

  private static final Logger LOG = LoggerFactory.getLogger(Splice.class);

  /** The TCP connection at the sender's end was reset, or worse. */
  static final int RESET_ERROR = 2;

  private final Channel tcp;
  private final QuicStreamChannel stream;
  private final TcpEnd tcpEnd;
  private final StreamEnd streamEnd;
  private boolean tcpInputEnded;
  private boolean streamInputEnded;
  private boolean over;

  private Splice(Channel tcp, QuicStreamChannel stream, Paces paces) {
    this.tcp = tcp;
    this.stream = stream;
    tcpEnd = new TcpEnd(this, tcp, stream, paces.tcp());
    streamEnd = new StreamEnd(this, stream, tcp, paces.stream());
  }

  /**
   * Joins the two and starts both directions, each at its pace.
   *
   * @param idle ends them when nothing went either way for so long; zero: never
   */
  static Splice join(Channel tcp, QuicStreamChannel stream, Paces paces, Duration idle) {
    return join(tcp, stream, paces, idle, () -> 0);
  }

  /** The same, not ended while the number of bytes over connections that belong to it grows. */
  static Splice join(
      Channel tcp, QuicStreamChannel stream, Paces paces, Duration idle, LongSupplier others) {
    Splice splice = new Splice(tcp, stream, paces);
    if (!idle.isZero()) {
      tcp.pipeline().addLast(new IdleWatch(idle, others));
    }
    EarlyBytes early = tcp.pipeline().get(EarlyBytes.class);
    ChannelHandlerContext before = tcp.pipeline().context(EarlyBytes.class);
    tcp.pipeline().addLast(splice.tcpEnd);
    stream.pipeline().addLast(splice.streamEnd);
    if (!tcp.isActive() || !stream.isActive()) {
      splice.abort("one side is gone before they met", null);
    } else {
      if (early != null) {
        early.replay(
            before::fireChannelRead,
            () -> before.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE));
        before.fireChannelReadComplete(); // TLS answers then
      }
      splice.tcpEnd.start();
      splice.streamEnd.start();
    }
    if (early != null) {
      tcp.pipeline().remove(early);
    }
    return splice;
  }

  /** Takes bytes that were read from the stream before it was joined. Owned. */
  void receive(ByteBuf early) {
    streamEnd.receive(early);
  }

  /** Bytes that came from the TCP connection. */
  long bytesFromTcp() {
    return tcpEnd.bytes();
  }

  /** Bytes for the TCP connection that came from the stream. */
  long bytesToTcp() {
    return streamEnd.bytes();
  }

  boolean isOver() {
    return over;
  }

  /** The user or the service has sent its FIN, and all before it is with the stream. */
  void tcpInputEnded() {
    tcpInputEnded = true;
    closeIfDone();
  }

  /** The other peer's FIN has been passed on. */
  void streamInputEnded() {
    streamInputEnded = true;
    closeIfDone();
  }

  private void closeIfDone() {
    if (tcpInputEnded && streamInputEnded && !over) {
      over = true;
      tcp.close(); // the stream closes itself after both FINs
    }
  }

  /**
   * Ends both sides now: RST on the TCP connection, RESET_STREAM and STOP_SENDING on the stream.
   *
   * @param why for the log, followed by the cause, if there is one
   */
  void abort(String why, @Nullable Throwable cause) {
    if (!over) {
      over = true;
      LOG.debug(
          "{} cut after {} bytes from it and {} to it: {}{}",
          tcp.remoteAddress(),
          bytesFromTcp(),
          bytesToTcp(),
          why,
          cause == null ? "" : cause.toString());
      StreamReset.abort(stream, RESET_ERROR);
      reset(tcp);
    }
  }

  /** Closes with RST. */
  static void reset(Channel tcp) {
    if (tcp.isOpen()) {
      tcp.config().setOption(ChannelOption.SO_LINGER, 0);
      ChannelHandlerContext first = tcp.pipeline().firstContext();
      if (first == null) {
        tcp.close();
      } else {
        first.close(); // TLS would say close_notify, as if all had been sent
      }
    }
  }
}
