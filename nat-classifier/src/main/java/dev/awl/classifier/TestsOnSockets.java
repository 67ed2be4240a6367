package dev.awl.classifier;

import dev.awl.classifier.DetectionCommand.CannotTell;
import dev.awl.classifier.DetectionCommand.Learned;
import dev.awl.classifier.DetectionCommand.SeenAs;
import dev.awl.classifier.DetectionCommand.Send;
import dev.awl.classifier.DetectionEvent.Received;
import dev.awl.classifier.DetectionEvent.Started;
import dev.awl.wire.AddressText;
import dev.awl.wire.Machine;
import dev.awl.wire.stun.StunDecoder;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.StunMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a machine of tests on real sockets: opens them, carries messages and time, closes them.
 * Lives on one event loop.
 *
 * @param <R> the result
 */
final class TestsOnSockets<R> {

  private static final Logger LOG = LoggerFactory.getLogger(TestsOnSockets.class);

  /** The longest Binding request of the tests is 48 bytes. */
  private static final int REQUEST_CAPACITY = 64;

  /** What is run. */
  interface Tests<R> {

    int sockets();

    Machine<DetectionEvent, DetectionCommand> machine(List<InetSocketAddress> locals);

    /** The result, if it is in this command: then that is the last one. */
    @Nullable R resultIn(DetectionCommand command);
  }

  private final EventLoop loop;
  private final Tests<R> tests;
  private final InetSocketAddress server;
  private final @Nullable InetAddress given;
  private final Progress progress;
  private final Promise<R> result;
  private final List<Channel> sockets = new ArrayList<>();
  private final long epoch = System.nanoTime();
  private @Nullable Machine<DetectionEvent, DetectionCommand> machine;
  private @Nullable ScheduledFuture<?> timer;
  private int malformed;

  /**
   * @param given the local address to bind; null: the one from which the server is reached
   */
  TestsOnSockets(
      EventLoop loop,
      Tests<R> tests,
      InetSocketAddress server,
      @Nullable InetAddress given,
      Progress progress) {
    this.loop = loop;
    this.tests = tests;
    this.server = server;
    this.given = given;
    this.progress = progress;
    this.result = loop.newPromise();
  }

  Future<R> run(DatagramSockets factory) {
    loop.execute(() -> open(factory));
    return result;
  }

  private void open(DatagramSockets factory) {
    result.addListener(ended -> close());
    try {
      openNext(factory, given != null ? given : LocalAddress.towards(server));
    } catch (IOException e) {
      fail("no route to the STUN server " + AddressText.of(server), e);
    }
  }

  /** One after the other, so that socket numbers are in order of opening. */
  private void openNext(DatagramSockets factory, InetAddress local) {
    if (result.isDone()) {
      return;
    }
    if (sockets.size() == tests.sockets()) {
      start(local);
      return;
    }
    String failure = "cannot open a UDP socket on " + AddressText.of(local);
    try {
      factory
          .open(loop, new InetSocketAddress(local, 0), new Inbox(sockets.size()))
          .addListener(
              (ChannelFuture opening) -> {
                if (opening.isSuccess()) {
                  opened(opening.channel());
                  openNext(factory, local);
                } else {
                  fail(failure, opening.cause());
                }
              });
    } catch (RuntimeException e) {
      // Whoever waits for the result must not wait for ever for somebody else's mistake.
      fail(failure, e);
    }
  }

  private void opened(Channel socket) {
    sockets.add(socket);
    if (result.isDone()) {
      close();
    }
  }

  private void fail(String what, Throwable cause) {
    result.tryFailure(new IOException(what + ": " + cause.getMessage(), cause));
  }

  private void start(InetAddress local) {
    List<InetSocketAddress> locals = sockets.stream().map(each -> localOf(each, local)).toList();
    machine = tests.machine(locals);
    machine.handle(now(), new Started());
    carryOut(machine);
  }

  private static InetSocketAddress localOf(Channel socket, InetAddress local) {
    InetSocketAddress bound = (InetSocketAddress) socket.localAddress();
    return bound.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(local, bound.getPort())
        : bound;
  }

  /** Hands on what a socket received. */
  private final class Inbox extends SimpleChannelInboundHandler<DatagramPacket> {

    private final int socket;

    Inbox(int socket) {
      this.socket = socket;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      Machine<DetectionEvent, DetectionCommand> running = machine;
      if (running == null || result.isDone()) {
        return;
      }
      StunMessage message;
      try {
        message = StunDecoder.decode(packet.content());
      } catch (StunFormatException e) {
        malformed++;
        return;
      }
      running.handle(now(), new Received(socket, packet.sender(), message));
      carryOut(running);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // An ICMP error of one of the tests' own packets: silence says the same.
      LOG.debug("socket {}: {}", socket, cause.toString());
    }
  }

  private void carryOut(Machine<DetectionEvent, DetectionCommand> machine) {
    DetectionCommand command;
    while ((command = machine.poll()) != null) {
      R found = tests.resultIn(command);
      if (found != null) {
        result.trySuccess(found);
        return;
      } else if (command instanceof Send send) {
        send(send);
      } else if (command instanceof Learned learned) {
        progress.learned(learned.what());
      } else if (command instanceof CannotTell limit) {
        progress.cannotTell(limit.why());
      } else if (command instanceof SeenAs seen) {
        progress.seenAs(seen.mapped(), seen.local());
      }
    }
    reschedule(machine);
  }

  private void send(Send send) {
    Channel socket = sockets.get(send.socket());
    ByteBuf bytes = socket.alloc().buffer(REQUEST_CAPACITY);
    StunEncoder.encode(send.message(), bytes);
    socket
        .writeAndFlush(new DatagramPacket(bytes, send.to()))
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                // A local packet filter does this; to the tests it is a lost packet.
                LOG.debug("cannot send to {}: {}", send.to(), sent.cause().toString());
              }
            });
  }

  private void reschedule(Machine<DetectionEvent, DetectionCommand> machine) {
    cancelTimer();
    long deadline = machine.deadline();
    if (deadline != Machine.NEVER) {
      timer =
          loop.schedule(
              () -> {
                machine.handleTimeout(now());
                carryOut(machine);
              },
              Math.max(0, deadline - now()),
              TimeUnit.NANOSECONDS);
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private long now() {
    return System.nanoTime() - epoch;
  }

  private void close() {
    cancelTimer();
    for (Channel socket : sockets) {
      var unused = socket.close();
    }
    if (malformed > 0) {
      LOG.debug("{} malformed datagrams dropped during NAT detection", malformed);
    }
  }
}
