package dev.awl.peer.service;

import dev.awl.peer.alg.Expectation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/** Waits for a connection of the service's at the inner peer, then dials the user: active mode. */
@SuppressWarnings("FutureReturnValueIgnored") // it closes either way
final class ExpectationOfService extends UserExpectation {

  private static final int CONNECT_TIMEOUT_MILLIS = 8_000;
  private static final int FIXED = 4; // status, port, length of the address

  ExpectationOfService(UserControl control, Expectation expectation) {
    super(control, expectation);
  }

  @Override
  void start() {
    ask();
  }

  @Override
  void answer(ByteBuf received) {
    if (!isAcknowledged()) {
      acknowledgement(received);
    }
    if (isAcknowledged() && !isOver() && received.isReadable()) {
      if (received.readUnsignedByte() == InnerExpectation.CONNECTED) {
        dial();
      } else {
        giveUp("the peer answered something strange");
      }
    }
  }

  private void acknowledgement(ByteBuf received) {
    if (!received.isReadable()) {
      return;
    }
    int start = received.readerIndex();
    DialStatus status = DialStatus.of(received.getUnsignedByte(start));
    if (status != DialStatus.OK) {
      giveUp(status.text());
      return;
    }
    if (received.readableBytes() < FIXED) {
      return;
    }
    int length = received.getUnsignedByte(start + FIXED - 1);
    if (received.readableBytes() < FIXED + length) {
      return;
    }
    received.skipBytes(1);
    int port = received.readUnsignedShort();
    received.skipBytes(1);
    byte[] ip = new byte[length];
    received.readBytes(ip);
    try {
      acknowledge(new InetSocketAddress(InetAddress.getByAddress(ip), port));
    } catch (UnknownHostException e) {
      giveUp("the peer's address has " + length + " bytes");
    }
  }

  private void dial() {
    use();
    TcpTransport.client(loop())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
        .option(ChannelOption.SO_REUSEADDR, true)
        .handler(new Quiet())
        .connect(
            new InetSocketAddress(expectation().user(), expectation().port()),
            new InetSocketAddress(expectation().local(), 0))
        .addListener((ChannelFuture done) -> connected(done));
  }

  private void connected(ChannelFuture done) {
    QuicStreamChannel stream = stream();
    Throwable cause = done.cause();
    if (cause != null || stream == null) {
      String why = cause == null ? "the peer is gone" : DialStatus.of(cause).text();
      control().unreachable(expectation(), why);
      closeStream();
      finished();
      return;
    }
    Channel tcp = done.channel();
    tcp.pipeline().remove(Quiet.class);
    control().secureData(this, tcp, stream);
    joined(Splice.join(tcp, stream, control().paces(), Duration.ZERO), tcp);
    ChannelHandlerContext before = stream.pipeline().context(this);
    if (before != null) {
      before.fireChannelRead(early());
      stream.pipeline().remove(this);
    }
  }

  @Override
  void closeListener() {} // the inner peer has it, and closes it with the stream

  /** Between connect and splice nothing is read. */
  private static final class Quiet extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
