package dev.awl.relay.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Takes clients' datagrams from the socket it is added to, and answers through it. One instance a
 * socket; expects {@link DatagramPacket}s.
 */
final class RelayDatagramHandler extends ChannelInboundHandlerAdapter {

  private final Workers workers;
  private @Nullable RelayWorker worker;
  private @Nullable TurnFront front;
  private @Nullable BatchedChannel socket;

  RelayDatagramHandler(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    RelayWorker mine = workers.of(ctx.channel().eventLoop());
    worker = mine;
    front = mine.newFront();
    socket = mine.batched(ctx.channel());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof DatagramPacket packet) {
      try {
        take(ctx, packet);
      } finally {
        packet.release();
      }
    } else {
      ctx.fireChannelRead(message);
    }
  }

  private void take(ChannelHandlerContext ctx, DatagramPacket packet) {
    RelayWorker mine = worker;
    TurnFront turn = front;
    BatchedChannel answers = socket;
    ByteBuf content = packet.content();
    if (mine == null || turn == null || answers == null || !content.isReadable()) {
      return;
    }
    if (content.readableBytes() >= DatagramSockets.SEGMENT) {
      mine.counters().overflow.increment(); // perhaps cut off by the receive buffer
      return;
    }
    int first = content.getUnsignedByte(content.readerIndex());
    if (first >= 0x40 && first <= 0x7F) {
      turn.channelData(mine.now(), packet.sender(), content);
    } else if (first <= 3) {
      stun(ctx, mine, turn, answers, packet.sender(), content);
    } else {
      mine.counters().malformed.increment();
    }
  }

  private static void stun(
      ChannelHandlerContext ctx,
      RelayWorker worker,
      TurnFront front,
      BatchedChannel socket,
      InetSocketAddress sender,
      ByteBuf content) {
    var server = (InetSocketAddress) ctx.channel().localAddress();
    var client = new DatagramClient(socket, new FiveTuple(FiveTuple.Transport.UDP, sender, server));
    ByteBuf answer = front.stun(worker.now(), client, content, ctx.alloc());
    if (answer != null) {
      client.writeMessage(answer);
    }
  }

  /** A datagram that could not be sent concerns its receiver alone. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    RelayWorker mine = worker;
    if (cause instanceof java.io.IOException && mine != null) {
      mine.counters().overflow.increment();
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }
}
