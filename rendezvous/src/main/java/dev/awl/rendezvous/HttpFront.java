package dev.awl.rendezvous;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.awl.wire.rendezvous.RendezvousCodec;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers the plain HTTP requests and lets those for the WebSocket through; one request a
 * connection, within a time that starts with the connection.
 */
final class HttpFront extends SimpleChannelInboundHandler<FullHttpRequest> {

  /** For TLS handshake and request together. */
  private static final int DEADLINE_SECONDS = 10;

  /** The text exposition format. */
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private static final JsonFactory JSON = new JsonFactory();

  private final Node node;
  private final Admission.Visit visit;
  private @Nullable Future<?> deadline;

  HttpFront(Node node, Admission.Visit visit) {
    this.node = node;
    this.visit = visit;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    Runnable tooLate =
        () -> {
          var unused = ctx.close();
        };
    deadline = ctx.executor().schedule(tooLate, DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (!request.decoderResult().isSuccess()) {
      node.counters().malformed.increment();
      answer(ctx, HttpResponseStatus.BAD_REQUEST, "not an HTTP request\n");
      return;
    }
    visit.forwarded(request.headers().getAll(ForwardedFor.HEADER));
    if (visit.isOneTooMany()) {
      answer(ctx, HttpResponseStatus.TOO_MANY_REQUESTS, crowded());
      return;
    }
    String path = request.uri().split("\\?", 2)[0];
    if (!request.method().equals(HttpMethod.GET)) {
      answer(ctx, HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET is served here\n");
      return;
    }
    switch (path) {
      case RendezvousCodec.PATH -> webSocket(ctx, request);
      case "/healthz" -> answer(ctx, HttpResponseStatus.OK, "ok\n");
      case "/metrics" -> answer(ctx, HttpResponseStatus.OK, metrics(), PROMETHEUS);
      case "/services" -> answer(ctx, HttpResponseStatus.OK, services(), "application/json");
      default -> elsewhere(ctx, path, request);
    }
  }

  private void elsewhere(ChannelHandlerContext ctx, String path, FullHttpRequest request) {
    for (WebSocketRoute route : node.settings().routes()) {
      if (route.path().equals(path)) {
        if (isWelcome(ctx, request, route.subProtocol())) {
          ConnectionPipeline.route(ctx.pipeline(), route, visit);
          passOn(ctx, request);
        }
        return;
      }
    }
    answer(
        ctx,
        HttpResponseStatus.NOT_FOUND,
        "nothing here; an Awl rendezvous serves " + RendezvousCodec.PATH + "\n");
  }

  private void webSocket(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (isWelcome(ctx, request, RendezvousCodec.SUB_PROTOCOL)) {
      ConnectionPipeline.register(ctx.pipeline(), node, visit);
      passOn(ctx, request);
    }
  }

  private void passOn(ChannelHandlerContext ctx, FullHttpRequest request) {
    ctx.fireChannelRead(request.retain());
    ctx.pipeline().remove(this);
  }

  /** Otherwise it has been answered. */
  private boolean isWelcome(
      ChannelHandlerContext ctx, FullHttpRequest request, String subProtocol) {
    if (!request
        .headers()
        .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
      answer(ctx, HttpResponseStatus.UPGRADE_REQUIRED, "this is a WebSocket; see awl --server\n");
    } else if (!offers(request, subProtocol)) {
      answer(
          ctx,
          HttpResponseStatus.BAD_REQUEST,
          "the WebSocket sub-protocol here is " + subProtocol + "\n");
    } else if (node.counters().peers.get() >= node.settings().limits().peers()) {
      node.counters().full.increment();
      answer(ctx, HttpResponseStatus.SERVICE_UNAVAILABLE, "the server is full\n");
    } else {
      return true;
    }
    return false;
  }

  private String crowded() {
    return "your address has "
        + node.settings().limits().perSource()
        + " connections to this server, its limit; close some\n";
  }

  private static boolean offers(FullHttpRequest request, String subProtocol) {
    List<String> offered = request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    return offered.stream()
        .flatMap(each -> Arrays.stream(each.split(",", -1)))
        .anyMatch(each -> each.trim().equals(subProtocol));
  }

  private String metrics() {
    return RendezvousMetrics.of(node.counters().snapshot()) + node.settings().metrics().get();
  }

  private String services() {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("stun");
      for (Object each : node.settings().stun()) {
        json.writeString(each.toString());
      }
      json.writeEndArray();
      json.writeArrayFieldStart("relay");
      for (Object each : node.settings().relays()) {
        json.writeString(each.toString());
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter has none
    }
    return out + "\n";
  }

  private static void answer(ChannelHandlerContext ctx, HttpResponseStatus status, String body) {
    answer(ctx, status, body, "text/plain; charset=utf-8");
  }

  private static void answer(
      ChannelHandlerContext ctx, HttpResponseStatus status, String body, String type) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, status, ByteBufUtil.writeUtf8(ctx.alloc(), body));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, type)
        .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
        .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      node.counters().malformed.increment();
    }
    var unused = ctx.close();
  }
}
