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
import dev.awl.wire.rendezvous.ErrorCode;
import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.RendezvousCodec;
import dev.awl.wire.rendezvous.RendezvousFormatException;
import dev.awl.wire.rendezvous.RendezvousMessage;
import dev.awl.wire.rendezvous.RendezvousMessage.Challenge;
import dev.awl.wire.rendezvous.RendezvousMessage.Letter;
import dev.awl.wire.rendezvous.RendezvousMessage.MailboxClosed;
import dev.awl.wire.rendezvous.RendezvousMessage.OpenMailbox;
import dev.awl.wire.rendezvous.RendezvousMessage.Refused;
import dev.awl.wire.rendezvous.SessionId;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The shell of a {@link Registration}: frames, timer, directory and bus of one WebSocket. */
final class Connection extends SimpleChannelInboundHandler<WebSocketFrame> {

  private final Node node;
  private final Admission.Visit visit;
  private final long number;
  private final long origin = System.nanoTime();

  private @Nullable Registration machine;
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
    } else if (command instanceof Enlist enlist) {
      enlist(ctx, enlist);
    } else if (command instanceof Find find) {
      node.directory()
          .find(find.peer())
          .thenAccept(
              found ->
                  later(
                      ctx,
                      new RegistrationEvent.Located(
                          find.peer(), found.map(Directory.Entry::key).orElse(null))));
    } else if (command instanceof Forward forward) {
      forward(ctx, forward);
    } else if (command instanceof Return back) {
      giveBack(ctx, back);
    } else if (command instanceof OpenRoute open && entry != null) {
      node.routes().open(open.route(), entry);
    } else if (command instanceof CloseRoute close && entry != null) {
      node.routes().close(close.route(), entry);
    } else if (command instanceof UseMailbox use && entry != null) {
      useMailbox(ctx, entry, use.message());
    } else if (command instanceof Close) {
      var unused = ctx.close(); // with the WebSocket's close frame, behind what was sent
    }
  }

  private static void write(ChannelHandlerContext ctx, WebSocketFrame frame) {
    ctx.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  private void enlist(ChannelHandlerContext ctx, Enlist enlist) {
    Directory.Entry mine = new Directory.Entry(node.name(), number, enlist.key());
    entry = mine;
    node.bus().open(number, message -> later(ctx, new RegistrationEvent.Delivered(message)));
    CompletionStage<Optional<Directory.Entry>> replaced =
        enlist.reachable()
            ? node.directory().register(mine)
            : CompletableFuture.completedFuture(Optional.empty());
    replaced.thenAccept(
        old -> {
          node.counters().registrations.increment();
          old.ifPresent(this::tellReplaced);
          later(ctx, new RegistrationEvent.Enlisted());
        });
  }

  private void tellReplaced(Directory.Entry old) {
    node.bus()
        .send(old, Refused.of(ErrorCode.REPLACED, "another connection registered with this key"));
  }

  private void forward(ChannelHandlerContext ctx, Forward forward) {
    node.directory()
        .find(forward.to())
        .thenAccept(to -> deliver(ctx, to, forward.to(), forward.session(), forward.message()));
  }

  private void giveBack(ChannelHandlerContext ctx, Return back) {
    PeerId to = back.route().caller();
    SessionId session = back.route().session();
    Optional<Directory.Entry> waiting = node.routes().find(back.route());
    if (waiting.isPresent()) {
      deliver(ctx, waiting, to, session, back.message());
    } else {
      node.directory()
          .find(to)
          .thenAccept(found -> deliver(ctx, found, to, session, back.message()));
    }
  }

  private void useMailbox(
      ChannelHandlerContext ctx, Directory.Entry mine, RendezvousMessage message) {
    long time = System.nanoTime(); // the mailboxes are of all connections: one clock
    InetAddress from = ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
    InetAddress source = from.isLoopbackAddress() ? null : Admission.sourceOf(from);
    if (message instanceof OpenMailbox) {
      post(node.mailboxes().open(time, mine, source));
    } else if (message instanceof Letter letter) {
      post(node.mailboxes().letter(time, mine, source, letter));
    } else if (message instanceof MailboxClosed closed) {
      post(node.mailboxes().close(time, mine, closed));
    }
  }

  private void post(List<Mailboxes.Post> posts) {
    posts.forEach(each -> node.bus().send(each.to(), each.message()));
  }

  private void deliver(
      ChannelHandlerContext ctx,
      Optional<Directory.Entry> to,
      PeerId peer,
      SessionId session,
      RendezvousMessage message) {
    RegistrationEvent failure = new RegistrationEvent.Undeliverable(peer, session);
    if (to.isEmpty()) {
      later(ctx, failure);
      return;
    }
    node.bus()
        .send(to.get(), message)
        .thenAccept(
            delivered -> {
              if (!delivered) {
                node.directory().remove(to.get()); // its node lost it without saying so
                later(ctx, failure);
              }
            });
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
    if (entry != null) {
      node.bus().close(number);
      post(node.mailboxes().left(entry));
      node.directory().remove(entry);
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
