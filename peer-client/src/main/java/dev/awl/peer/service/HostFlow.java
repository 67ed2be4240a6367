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
import java.net.PortUnreachableException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The inner end of a flow: a UDP socket of its own, connected to the target, so that only the
 * target's answers come back and the service can tell users apart.
 */
@SuppressWarnings("FutureReturnValueIgnored") // datagrams get lost
class HostFlow extends ChannelInboundHandlerAdapter {

  /** Datagrams that wait while the target's name is looked up; more are dropped. */
  private static final int MAX_WAITING = 32;

  private final HostFlows flows;
  private final int id;
  private final DialOptions options;
  private final Quota quota;
  private final UdpReassembly reassembly;
  private final Queue<ByteBuf> waiting = new ArrayDeque<>();
  private @Nullable Channel socket;
  private @Nullable InetSocketAddress target;
  private UnaryOperator<DialStatus> onTrouble = status -> status;
  private Runnable useOver = () -> {};
  private long usedAt;
  private int sent;
  private boolean closed;
  private boolean toldRefused;

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

  HostFlows flows() {
    return flows;
  }

  DialOptions options() {
    return options;
  }

  Quota quota() {
    return quota;
  }

  boolean isIdle(long now) {
    return now - usedAt > options.udpIdle().toNanos();
  }

  void open(EventLoop loop, Service service, ServiceRequest request) {
    onTrouble = status -> flows.unreached(service, Targets.text(service, request), status);
    Targets.resolve(loop, service, request)
        .addListener(
            (Future<InetSocketAddress> found) -> {
              if (closed) {
                return;
              }
              if (found.isSuccess()) {
                connect(loop, found.getNow());
              } else {
                unreached(DialStatus.of(found.cause()));
              }
            });
  }

  private void connect(EventLoop loop, InetSocketAddress target) {
    socket(loop, target)
        .addListener(
            (ChannelFuture connected) -> {
              if (closed) {
                connected.channel().close();
              } else if (connected.isSuccess()) {
                opened(connected.channel(), target);
              } else {
                unreached(DialStatus.of(connected.cause()));
              }
            });
  }

  private void unreached(DialStatus status) {
    flows.end(this, onTrouble.apply(status));
  }

  /** A socket that speaks to this target. */
  ChannelFuture socket(EventLoop loop, InetSocketAddress to) {
    return UdpTransport.bootstrap(loop).handler(this).connect(to);
  }

  private void opened(Channel connected, InetSocketAddress at) {
    socket = connected;
    target = at;
    tellOpened(at);
    for (ByteBuf each = waiting.poll(); each != null; each = waiting.poll()) {
      write(connected, each, at);
      flows.counters().countPassed();
    }
    connected.flush();
  }

  /** Writes a payload to the target. Owned. */
  void write(Channel connected, ByteBuf payload, InetSocketAddress to) {
    UdpTransport.write(connected, payload);
  }

  /** What to run when this flow ends. */
  void noteUse(Runnable over) {
    useOver = over;
  }

  /** Answers an open, the first or a repeated one. */
  void tellOpened() {
    if (socket != null) {
      tellOpened(target);
    }
  }

  void tellOpened(@Nullable InetSocketAddress at) {
    flows.channel().sendFrame(flows.frames().opened(id, at, options.udpIdle().toSeconds()));
    flows.channel().flushFrames();
  }

  /** A payload for the target. Owned. */
  void send(ByteBuf payload) {
    use();
    if (!takesToService(payload)) {
      return;
    }
    Channel connected = socket;
    if (connected != null && target != null) {
      write(connected, payload, target);
      flows.written(connected);
      flows.counters().countPassed();
    } else if (waiting.size() < MAX_WAITING && !closed) {
      waiting.add(payload);
    } else {
      flows.counters().countQueueFull();
      payload.release();
    }
  }

  void use() {
    usedAt = System.nanoTime();
  }

  /** Whether the service's rate allows it; otherwise it is released. */
  boolean takesToService(ByteBuf payload) {
    boolean takes = quota.toService().takes(payload.readableBytes());
    if (!takes) {
      flows.counters().countOverRate();
      payload.release();
    }
    return takes;
  }

  boolean isClosed() {
    return closed;
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
    answer(message instanceof DatagramPacket packet ? packet.content() : (ByteBuf) message);
    ReferenceCountUtil.release(message);
  }

  /** A payload for the user. Borrowed. */
  void answer(ByteBuf payload) {
    use();
    if (quota.toUser().takes(payload.readableBytes())) {
      toldRefused = false;
      flows.counters().countPassed();
      flows.frames().send(flows.channel(), id, sent++, payload);
    } else {
      flows.counters().countOverRate();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    flows.channel().flushFrames();
  }

  /**
   * The target's port is closed (ICMP). It may open later, so the flow stays; the user's side logs
   * it, once until an answer comes.
   */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // By a read or, when a datagram was sent meanwhile, by that write.
    if (cause instanceof PortUnreachableException
        || String.valueOf(cause.getMessage()).contains("refused")) {
      flows.counters().countRefused();
      if (!toldRefused) {
        toldRefused = true;
        flows.tellClosed(id, onTrouble.apply(DialStatus.REFUSED));
      }
    }
  }
}
