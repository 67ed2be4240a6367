package dev.awl.peer.service;

import dev.awl.peer.alg.AlgEvent;
import dev.awl.peer.alg.Expectation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An expectation of datagrams at the access peer: a socket of its own, connected to the user's
 * address, so that the kernel lets nobody else in, and a flow for the answers.
 */
@SuppressWarnings("FutureReturnValueIgnored") // datagrams get lost
final class ExpectedDatagrams implements UserFlow.Sink {

  private static final int ASKS = 20;
  private static final long ASK_MILLIS = 250; // what asks is a datagram, and may be lost

  private final RequestControl control;
  private final Expectation expectation;
  private @Nullable Channel socket;
  private @Nullable UserFlow flow;
  private @Nullable ScheduledFuture<?> timer;
  private boolean ready;
  private boolean used;
  private boolean joined;
  private boolean over;
  private long bytesToUser;
  private long bytesToService;

  ExpectedDatagrams(RequestControl control, Expectation expectation) {
    this.control = control;
    this.expectation = expectation;
  }

  /** Takes the first of the ports for data that is free. */
  void start() {
    PortRange ports = control.user().dataConnections().ports();
    connect(ports, ports.start(), 0);
  }

  private void connect(PortRange ports, int start, int tried) {
    UdpTransport.bootstrap(control.socket().eventLoop())
        .option(ChannelOption.SO_REUSEADDR, false)
        .handler(new FromUser())
        .connect(
            new InetSocketAddress(expectation.user(), expectation.port()),
            new InetSocketAddress(expectation.local(), ports.nth(start, tried)))
        .addListener(
            (ChannelFuture done) -> {
              if (over) {
                done.channel().close();
              } else if (done.isSuccess()) {
                socket = done.channel();
                flow = control.user().flows().expect(control.requests(), this);
                ask(flow, 0);
              } else if (tried + 1 < ports.size()) {
                connect(ports, start, tried + 1);
              } else if (control.makeRoom()) {
                connect(ports, start, 0);
              } else {
                fail("no free port here for it (see --ftp-ports)");
              }
            });
  }

  private void ask(UserFlow asked, int times) {
    if (times == ASKS) {
      fail("no answer from the peer");
      return;
    }
    control.user().flows().ask(asked);
    timer =
        control
            .socket()
            .eventLoop()
            .schedule(() -> ask(asked, times + 1), ASK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void opened() {
    Channel bound = socket;
    if (ready || over || bound == null) {
      return;
    }
    ready = true;
    stopTimer();
    timer =
        bound
            .eventLoop()
            .schedule(
                () -> fail("no answer from the service"),
                expectation.deadline().toMillis(),
                TimeUnit.MILLISECONDS);
    control.happened(
        new AlgEvent.Ready(expectation.id(), (InetSocketAddress) bound.localAddress()));
  }

  @Override
  public void answer(ByteBuf payload, @Nullable InetSocketAddress from) {
    Channel bound = socket;
    if (over || bound == null) {
      payload.release();
      return;
    }
    if (!used) {
      used = true;
      stopTimer();
      control.happened(new AlgEvent.Used(expectation.id()));
    }
    bytesToUser += payload.readableBytes();
    byte[] seen = ByteBufUtil.getBytes(payload);
    UdpTransport.write(bound, payload);
    control.user().flows().written(bound);
    control.happened(new AlgEvent.Passed(expectation.id(), true, seen));
  }

  private void fromUser(ByteBuf payload) {
    UserFlow open = flow;
    if (open == null || !used || over) {
      return;
    }
    if (!joined) {
      joined = true;
      control.happened(new AlgEvent.Joined(expectation.id()));
    }
    bytesToService += payload.readableBytes();
    byte[] seen = ByteBufUtil.getBytes(payload);
    control.user().flows().send(open, payload);
    control.happened(new AlgEvent.Passed(expectation.id(), false, seen));
  }

  /** It serves once: where the peer has forgotten it, it is over. */
  @Override
  public void forgotten() {
    if (used) {
      finish(new AlgEvent.Ended(expectation.id(), bytesToUser, bytesToService));
    } else {
      fail("the peer ended it");
    }
  }

  @Override
  public void over() {
    forgotten();
  }

  @Override
  public void refused(DialStatus status) {
    fail(status.text());
  }

  private void fail(String why) {
    finish(new AlgEvent.Failed(expectation.id(), why));
  }

  private void finish(AlgEvent how) {
    if (!over) {
      end();
      control.happened(how);
    }
  }

  void end() {
    if (over) {
      return;
    }
    over = true;
    stopTimer();
    if (socket != null) {
      socket.close();
    }
    if (flow != null) {
      control.user().flows().end(flow);
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** Reads the socket. */
  private final class FromUser extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      fromUser(message instanceof DatagramPacket packet ? packet.content() : (ByteBuf) message);
      ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      control.user().flows().flush();
    }

    /** The user's port is closed, for instance. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {}
  }
}
