package dev.awl.peer.service;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The inner end of a flow: a UDP socket of its own, connected to the target, so that only the
 * target's answers come back and the service can tell users apart.
 */
@SuppressWarnings("FutureReturnValueIgnored") // datagrams get lost
final class HostFlow extends ChannelInboundHandlerAdapter {

  /** Datagrams that wait while the target's name is looked up; more are dropped. */
  private static final int MAX_WAITING = 32;

  private final HostFlows flows;
  private final int id;
  private final DialOptions options;
  private final Quota quota;
  private final UdpReassembly reassembly;
  private final Queue<ByteBuf> waiting = new ArrayDeque<>();
  private @Nullable Channel socket;
  private Runnable useOver = () -> {};
  private long usedAt;
  private int sent;
  private boolean closed;

  HostFlow(HostFlows flows, int id, DialOptions options, Quota quota, UdpReassembly.Budget budget) {
    this.flows = flows;
    this.id = id;
    this.options = options;
    this.quota = quota;
    this.reassembly = new UdpReassembly(budget);
    this.usedAt = System.nanoTime();
  }

  int id() {
    return id;
  }

  UdpReassembly reassembly() {
    return reassembly;
  }

  boolean isIdle(long now) {
    return now - usedAt > options.udpIdle().toNanos();
  }

  void open(EventLoop loop, Service service, ServiceRequest request) {
    Targets.resolve(loop, service, request)
        .addListener(
            (Future<InetSocketAddress> found) -> {
              if (closed) {
                return;
              }
              if (found.isSuccess()) {
                connect(loop, found.getNow());
              } else {
                flows.end(this, DialStatus.of(found.cause()));
              }
            });
  }

  private void connect(EventLoop loop, InetSocketAddress target) {
    UdpTransport.bootstrap(loop)
        .handler(this)
        .connect(target)
        .addListener(
            (ChannelFuture connected) -> {
              if (closed) {
                connected.channel().close();
              } else if (connected.isSuccess()) {
                opened(connected.channel(), target);
              } else {
                flows.end(this, DialStatus.of(connected.cause()));
              }
            });
  }

  private void opened(Channel connected, InetSocketAddress target) {
    socket = connected;
    tellOpened(target);
    for (ByteBuf each = waiting.poll(); each != null; each = waiting.poll()) {
      connected.write(each);
    }
    connected.flush();
  }

  /** What to run when this flow ends. */
  void noteUse(Runnable over) {
    useOver = over;
  }

  /** Answers an open, the first or a repeated one. */
  void tellOpened() {
    Channel connected = socket;
    if (connected != null) {
      tellOpened((InetSocketAddress) connected.remoteAddress());
    }
  }

  private void tellOpened(@Nullable InetSocketAddress target) {
    flows.channel().sendFrame(flows.frames().opened(id, target, options.udpIdle().toSeconds()));
    flows.channel().flushFrames();
  }

  /** A payload for the target. Owned. */
  void send(ByteBuf payload) {
    usedAt = System.nanoTime();
    if (!quota.toService().takes(payload.readableBytes())) {
      flows.counters().countOverRate();
      payload.release();
      return;
    }
    Channel connected = socket;
    if (connected != null) {
      connected.write(payload);
      flows.written(connected);
    } else if (waiting.size() < MAX_WAITING && !closed) {
      waiting.add(payload);
    } else {
      flows.counters().countQueueFull();
      payload.release();
    }
  }

  void close() {
    closed = true;
    useOver.run();
    reassembly.close();
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    if (socket != null) {
      socket.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    usedAt = System.nanoTime();
    ByteBuf payload =
        message instanceof DatagramPacket packet ? packet.content() : (ByteBuf) message;
    if (quota.toUser().takes(payload.readableBytes())) {
      flows.frames().send(flows.channel(), id, sent++, payload);
    } else {
      flows.counters().countOverRate();
    }
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    flows.channel().flushFrames();
  }

  /**
   * The target's port is closed (ICMP): it may open later, and the user's side has no way to show
   * it.
   */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {}
}
