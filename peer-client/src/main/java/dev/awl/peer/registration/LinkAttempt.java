package dev.awl.peer.registration;

import dev.awl.peer.identity.Identity;
import dev.awl.wire.rendezvous.ErrorCode;
import dev.awl.wire.rendezvous.RegistrationProof;
import dev.awl.wire.rendezvous.RendezvousCodec;
import dev.awl.wire.rendezvous.RendezvousFormatException;
import dev.awl.wire.rendezvous.RendezvousMessage;
import dev.awl.wire.rendezvous.RendezvousMessage.Challenge;
import dev.awl.wire.rendezvous.RendezvousMessage.Refused;
import dev.awl.wire.rendezvous.RendezvousMessage.Register;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the server, from the handshake to its end: registers, then hands every message
 * to the link. Tells the link once how it ended.
 */
final class LinkAttempt extends SimpleChannelInboundHandler<WebSocketFrame> {

  /** For looking up, connecting, handshakes and registration together. */
  static final Duration DEADLINE = Duration.ofSeconds(9);

  /** Of that, for the handshakes of TLS and WebSocket, once connected. */
  static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(5);

  /** A pong takes a round trip: what has not come by then, never comes. */
  static final Duration PONG_LIMIT = Duration.ofSeconds(3);

  /** What the link wants to hear. */
  interface Owner {
    void welcomed(LinkAttempt attempt, Welcome welcome);

    void received(LinkAttempt attempt, RendezvousMessage message);

    /**
     * The end, once.
     *
     * @param refusal why the server ended it, where it said so
     */
    void ended(LinkAttempt attempt, String reason, @Nullable Refused refusal);
  }

  private static final String AGENT = "awl";

  private final ServerUri server;
  private final Identity identity;
  private final boolean reachable;
  private final Owner owner;

  private @Nullable ChannelHandlerContext context;
  private @Nullable Refused refusal;
  private boolean proven;
  private boolean welcomed;
  private @Nullable Future<?> checking;
  private int checks;
  private boolean checkAgain;
  private boolean ended;

  LinkAttempt(ServerUri server, Identity identity, boolean reachable, Owner owner) {
    this.server = server;
    this.identity = identity;
    this.reachable = reachable;
    this.owner = owner;
  }

  boolean isRegistered() {
    return welcomed && !ended;
  }

  /** Sends a message; false when the connection is not taking any. */
  boolean send(RendezvousMessage message) {
    ChannelHandlerContext ctx = context;
    if (ctx == null || ended || !ctx.channel().isWritable()) {
      return false;
    }
    ctx.writeAndFlush(new TextWebSocketFrame(RendezvousCodec.encode(message)))
        .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    return true;
  }

  /**
   * Ends the attempt within {@link #PONG_LIMIT} unless the server answers a ping: a connection from
   * an address that this machine has no longer is silent, and TCP would wait for minutes. What
   * comes in the meantime may have been sent before the silence, so only this ping's pong counts,
   * which carries its number (RFC 6455 section 5.5.3).
   */
  void check() {
    ChannelHandlerContext ctx = context;
    if (ctx == null || !isRegistered()) {
      return;
    }
    if (checking != null) {
      checkAgain = true; // the answer that is awaited may be from before what this one is about
      return;
    }
    checks++;
    var unused = ctx.writeAndFlush(new PingWebSocketFrame(ctx.alloc().buffer(4).writeInt(checks)));
    String silent = "no answer for " + PONG_LIMIT.toSeconds() + " s";
    checking =
        ctx.executor().schedule(() -> end(silent), PONG_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void answered(ByteBuf ping) {
    boolean ours = ping.readableBytes() == 4 && ping.getInt(ping.readerIndex()) == checks;
    if (checking != null && ours) {
      checking.cancel(false);
      checking = null;
      if (checkAgain) {
        checkAgain = false;
        check();
      }
    }
  }

  /** Ends the attempt for this reason, unless it has ended. */
  void end(String reason) {
    if (!ended) {
      ended = true;
      if (context != null) {
        var unused = context.close();
      }
      owner.ended(this, reason, refusal);
    }
  }

  /** Ends the attempt without telling the owner. */
  void abandon() {
    ended = true;
    if (context != null) {
      var unused = context.close();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    if (ended) {
      var unused = ctx.close();
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    if (ended) {
      return;
    }
    if (frame instanceof PongWebSocketFrame) {
      answered(frame.content());
      return;
    }
    if (!(frame instanceof TextWebSocketFrame text)) {
      end("it sends binary data");
      return;
    }
    try {
      received(RendezvousCodec.decode(text.text()));
    } catch (RendezvousFormatException e) {
      end("it sends what is no rendezvous message: " + e.getMessage());
    }
  }

  private void received(RendezvousMessage message) {
    if (message instanceof Refused said && endsConnection(said)) {
      refusal = said; // the server closes next
      return;
    }
    if (welcomed) {
      owner.received(this, message);
    } else if (message instanceof Challenge challenge && !proven) {
      proven = true;
      String name = server.authority();
      byte[] signature = identity.sign(RegistrationProof.signedBytes(challenge.nonce(), name));
      send(new Register(identity.subjectPublicKeyInfo(), name, signature, AGENT, reachable));
    } else if (message instanceof Welcome welcome && proven) {
      welcomed = true;
      owner.welcomed(this, welcome);
    } else {
      end("it does not follow the protocol");
    }
  }

  private static boolean endsConnection(Refused refused) {
    return refused.peer() == null && refused.code() != ErrorCode.RATE_LIMITED;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
      end("it accepts connections but does not answer");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    Refused said = refusal;
    end(said != null ? said.message() : "it closed the connection");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    end(Reasons.of(cause));
  }
}
