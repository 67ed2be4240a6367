package dev.awl.natlab;

import dev.awl.classifier.DatagramSockets;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One real socket on a mapped address. Packets written before it is bound wait, a few of them. */
@SuppressWarnings(
    "FutureReturnValueIgnored") // like a router, it tells nobody what became of a packet
final class OutsideSocket extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(OutsideSocket.class);

  private static final int MAX_WAITING = 64;
  private static final int KERNEL_BUFFER = 4 << 20;

  /** Beyond this many bytes in the socket's queue a packet is dropped, as a router would. */
  private static final int MAX_QUEUED = 2 << 20;

  private final OutsideSockets nat;
  private final InetSocketAddress mapped;
  private final Queue<DatagramPacket> waiting = new ArrayDeque<>();
  private @Nullable Channel bound;
  private boolean closed;
  private boolean dirty;

  OutsideSocket(OutsideSockets nat, InetSocketAddress mapped) {
    this.nat = nat;
    this.mapped = mapped;
  }

  InetSocketAddress mapped() {
    return mapped;
  }

  void open(DatagramSockets plain, EventLoop loop) {
    ChannelFuture binding = plain.open(loop, mapped, this);
    binding.addListener(
        done -> {
          if (!done.isSuccess()) {
            log.debug("no port {} for a mapping: {}", mapped, done.cause().toString());
            close();
            nat.unavailable(mapped);
          } else if (closed) {
            binding.channel().close();
          } else {
            bound = binding.channel();
            waiting.forEach(bound::write);
            waiting.clear();
            bound.flush();
          }
        });
  }

  /** Sends or drops; owns the packet. Tells whether it needs a flush that it had not needed. */
  boolean write(DatagramPacket packet) {
    if (bound == null ? closed || waiting.size() >= MAX_WAITING : !bound.isWritable()) {
      packet.release();
      return false;
    }
    if (bound == null) {
      waiting.add(packet);
      return false;
    }
    bound.write(packet);
    boolean first = !dirty;
    dirty = true;
    return first;
  }

  void flush() {
    dirty = false;
    if (bound != null) {
      bound.flush();
    }
  }

  void close() {
    closed = true;
    waiting.forEach(DatagramPacket::release);
    waiting.clear();
    if (bound != null) {
      bound.close();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    Channel channel = ctx.channel();
    channel.config().setOption(ChannelOption.SO_RCVBUF, KERNEL_BUFFER);
    channel.config().setOption(ChannelOption.SO_SNDBUF, KERNEL_BUFFER);
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(MAX_QUEUED / 2, MAX_QUEUED));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof DatagramPacket packet) {
      nat.received(mapped, packet);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    nat.readComplete();
  }

  /** An ICMP error of an earlier packet, for one: nothing that a NAT would tell. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    log.debug("{}", mapped, cause);
  }
}
