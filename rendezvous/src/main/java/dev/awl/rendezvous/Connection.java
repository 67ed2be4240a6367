package dev.awl.rendezvous;

import dev.awl.rendezvous.RegistrationCommand.Close;
import dev.awl.rendezvous.RegistrationCommand.CloseRoute;
import dev.awl.rendezvous.RegistrationCommand.Enlist;
import dev.awl.rendezvous.RegistrationCommand.Find;
import dev.awl.rendezvous.RegistrationCommand.Forward;
import dev.awl.rendezvous.RegistrationCommand.OpenRoute;
import dev.awl.rendezvous.RegistrationCommand.Ping;
import dev.awl.rendezvous.RegistrationCommand.Return;
import dev.awl.rendezvous.RegistrationCommand.Send;
import dev.awl.rendezvous.RegistrationCommand.UseMailbox;
import dev.awl.wire.Machine;
import dev.awl.wire.rendezvous.Endpoint;
import dev.awl.wire.rendezvous.RendezvousCodec;
import dev.awl.wire.rendezvous.RendezvousFormatException;
import dev.awl.wire.rendezvous.RendezvousMessage.Challenge;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The shell of a {@link Registration}: the frames and the timer of one WebSocket. */
final class Connection extends SimpleChannelInboundHandler<WebSocketFrame> {

  private final Node node;
  private final Admission.Visit visit;
  private final long number;
  private final long origin = System.nanoTime();

  private @Nullable Registration machine;
  private @Nullable Dispatch dispatch;
  private Directory.@Nullable Entry entry;
  private @Nullable Future<?> timer;
  private long timerAt = Machine.NEVER;
  private boolean open;

  Connection(Node node, Admission.Visit visit) {
    this.node = node;
    this.visit = visit;
    this.number = node.lastConnection().incrementAndGet();
  }

  private long now() {
    return System.nanoTime() - origin;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof HandshakeComplete) {
      open = true;
      node.counters().peers.incrementAndGet();
      byte[] nonce = new byte[Challenge.NONCE_LENGTH];
      node.random().nextBytes(nonce);
      Endpoint observed = Endpoint.of((InetSocketAddress) ctx.channel().remoteAddress());
      dispatch = new Dispatch(node, told -> later(ctx, told));
      machine = new Registration(node.settings(), node.grants(), observed, nonce);
      handle(ctx, new RegistrationEvent.Opened());
    }
    super.userEventTriggered(ctx, event);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    if (frame instanceof PongWebSocketFrame) {
      handle(ctx, new RegistrationEvent.Alive());
    } else if (frame instanceof TextWebSocketFrame text) {
      try {
        handle(ctx, new RegistrationEvent.Received(RendezvousCodec.decode(text.text())));
      } catch (RendezvousFormatException e) {
        malformed(ctx, String.valueOf(e.getMessage()));
      }
    } else {
      malformed(ctx, "a binary frame");
    }
  }

  private void malformed(ChannelHandlerContext ctx, String reason) {
    node.counters().malformed.increment();
    handle(ctx, new RegistrationEvent.Malformed(reason));
  }

  private void handle(ChannelHandlerContext ctx, RegistrationEvent event) {
    assert ctx.executor().inEventLoop();
    if (event instanceof RegistrationEvent.Enlisted) {
      visit.registered();
    }
    if (machine != null) {
      machine.handle(now(), event);
      drain(ctx, machine);
    }
  }

  private void drain(ChannelHandlerContext ctx, Registration registration) {
    for (RegistrationCommand command = registration.poll();
        command != null;
        command = registration.poll()) {
      execute(ctx, command);
    }
    schedule(ctx, registration.deadline());
  }

  private void execute(ChannelHandlerContext ctx, RegistrationCommand command) {
    if (command instanceof Send send) {
      write(ctx, new TextWebSocketFrame(RendezvousCodec.encode(send.message())));
    } else if (command instanceof Ping) {
      write(ctx, new PingWebSocketFrame());
    } else if (command instanceof Close) {
      var unused = ctx.close(); // with the WebSocket's close frame, behind what was sent
    } else if (dispatch != null) {
      execute(dispatch, command);
    }
  }

  private void execute(Dispatch to, RegistrationCommand command) {
    if (command instanceof Enlist enlist) {
      Directory.Entry mine = new Directory.Entry(node.name(), number, enlist.key());
      entry = mine;
      to.enlist(mine, enlist.reachable());
    } else if (command instanceof Find find) {
      to.find(find.peer());
    } else if (command instanceof Forward forward) {
      to.forward(forward);
    } else if (command instanceof Return back) {
      to.giveBack(back);
    } else if (command instanceof OpenRoute open && entry != null) {
      node.routes().open(open.route(), entry);
    } else if (command instanceof CloseRoute close && entry != null) {
      node.routes().close(close.route(), entry);
    } else if (command instanceof UseMailbox use && entry != null) {
      to.useMailbox(entry, visit.source(), use.message());
    }
  }

  private static void write(ChannelHandlerContext ctx, WebSocketFrame frame) {
    ctx.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  /** Events that come from other connections, and answers, go through the loop's queue. */
  private void later(ChannelHandlerContext ctx, RegistrationEvent event) {
    if (!ctx.executor().isShuttingDown()) {
      ctx.executor().execute(() -> handle(ctx, event));
    }
  }

  private void schedule(ChannelHandlerContext ctx, long deadline) {
    if (deadline == timerAt) {
      return;
    }
    // A deadline that moved away is checked again when the old one has passed.
    if (timer != null && deadline > timerAt && deadline != Machine.NEVER) {
      return;
    }
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    timerAt = deadline;
    if (deadline != Machine.NEVER) {
      timer =
          ctx.executor()
              .schedule(() -> timeout(ctx), Math.max(0, deadline - now()), TimeUnit.NANOSECONDS);
    }
  }

  private void timeout(ChannelHandlerContext ctx) {
    timer = null;
    timerAt = Machine.NEVER;
    if (machine != null) {
      machine.handleTimeout(now());
      drain(ctx, machine);
    }
  }

  /** More than the high-water mark stands unsent: the peer does not read. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!ctx.channel().isWritable()) {
      node.counters().slow.increment();
      // From the head on: no close frame, which would wait behind what the peer does not read.
      var unused = ctx.pipeline().firstContext().close();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    if (open) {
      node.counters().peers.decrementAndGet();
    }
    handle(ctx, new RegistrationEvent.Gone());
    if (entry != null && dispatch != null) {
      dispatch.leave(entry);
    }
    machine = null;
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) { // a reset connection is no malformed one
      node.counters().malformed.increment();
    }
    var unused = ctx.close();
  }
}
