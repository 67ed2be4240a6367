package dev.awl.relay.server;

import dev.awl.relay.client.RelayCredentials;
import dev.awl.relay.client.RelayListener;
import dev.awl.relay.client.RelaySession;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Our client's session driven from a test thread, with everything it says kept for waiting. */
final class SessionUnderTest implements RelayListener, AutoCloseable {

  static final int WAIT_SECONDS = 30;

  final CompletableFuture<InetSocketAddress> relayed = new CompletableFuture<>();
  final CompletableFuture<InetSocketAddress> mapped = new CompletableFuture<>();
  final CompletableFuture<String> failed = new CompletableFuture<>();
  final BlockingQueue<InetAddress> permitted = new LinkedBlockingQueue<>();
  final BlockingQueue<InetAddress> refused = new LinkedBlockingQueue<>();
  final BlockingQueue<String> received = new LinkedBlockingQueue<>();

  private final EventLoop loop;
  private Channel socket;
  private RelaySession session;

  private SessionUnderTest(EventLoop loop) {
    this.loop = loop;
  }

  static SessionUnderTest overUdp(EventLoop loop, InetSocketAddress server, RelayCredentials who) {
    SessionUnderTest test = new SessionUnderTest(loop);
    boolean epoll = ((IoEventLoop) loop).isCompatible(EpollIoHandle.class);
    Channel socket = epoll ? new EpollDatagramChannel() : new NioDatagramChannel();
    socket
        .pipeline()
        .addLast(
            new SimpleChannelInboundHandler<DatagramPacket>() {
              @Override
              protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
                if (packet.sender().equals(test.session.server())) {
                  test.session.receive(packet.content());
                }
              }
            });
    loop.register(socket).syncUninterruptibly();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).syncUninterruptibly();
    test.socket = socket;
    loop.submit(() -> test.session = RelaySession.overUdp(socket, server, who, test))
        .syncUninterruptibly();
    return test;
  }

  static SessionUnderTest overTcp(EventLoop loop, InetSocketAddress server, RelayCredentials who) {
    return over(loop, (on, listener) -> RelaySession.overTcp(on, server, who, listener));
  }

  /** A session that opens its own connection. */
  static SessionUnderTest over(
      EventLoop loop, BiFunction<EventLoop, RelayListener, RelaySession> opening) {
    SessionUnderTest test = new SessionUnderTest(loop);
    loop.submit(() -> test.session = opening.apply(loop, test)).syncUninterruptibly();
    return test;
  }

  void run(Consumer<RelaySession> action) {
    loop.submit(() -> action.accept(session)).syncUninterruptibly();
  }

  InetSocketAddress relayedAddress() throws Exception {
    return relayed.get(WAIT_SECONDS, TimeUnit.SECONDS);
  }

  void permit(InetAddress peer) throws Exception {
    run(each -> each.permit(peer));
    if (permitted.poll(WAIT_SECONDS, TimeUnit.SECONDS) == null) {
      throw new AssertionError("not permitted: " + peer);
    }
  }

  void send(InetSocketAddress peer, String text) {
    run(
        each -> {
          each.send(peer, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
          each.flush();
        });
  }

  /** Whether it fails before this timer of its own loop: what holds up one holds up the other. */
  Future<Boolean> failsWithin(Duration limit) {
    CompletableFuture<Boolean> inTime = new CompletableFuture<>();
    loop.schedule(() -> inTime.complete(false), limit.toMillis(), TimeUnit.MILLISECONDS);
    failed.thenRun(() -> inTime.complete(true));
    return inTime;
  }

  String nextReceived() throws InterruptedException {
    return received.poll(WAIT_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void allocated(InetSocketAddress relayedAt, InetSocketAddress mappedAs) {
    mapped.complete(mappedAs);
    relayed.complete(relayedAt);
  }

  @Override
  public void permitted(InetAddress peer) {
    permitted.add(peer);
  }

  @Override
  public void refused(InetAddress peer, String reason) {
    refused.add(peer);
  }

  @Override
  public void data(InetSocketAddress peer, ByteBuf payload) {
    received.add(peer.getPort() + " " + payload.toString(StandardCharsets.UTF_8));
  }

  @Override
  public void failed(String reason) {
    failed.complete(reason);
    relayed.completeExceptionally(new AssertionError(reason));
  }

  @Override
  public void close() {
    run(RelaySession::close);
    if (socket != null) {
      socket.close().syncUninterruptibly();
    }
  }
}
