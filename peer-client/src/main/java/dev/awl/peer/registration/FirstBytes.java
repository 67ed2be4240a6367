package dev.awl.peer.registration;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Tells a server that speaks TLS from one that does not, on a connection without TLS, by the first
 * bytes of its answer; then it is gone. Some send an alert, some an error page in clear, some hang
 * up without a word.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {

  private static final int TLS_ALERT = 21; // RFC 8446 section 5.1

  /** nginx, Go and Apache say HTTPS or SSL in the body of their Bad Request. */
  private static final Pattern ASKS_FOR_TLS =
      Pattern.compile("^HTTP/1\\.[01] 400 .*\\b(HTTPS|SSL)\\b.*", Pattern.DOTALL);

  private static final int LONGEST_PAGE = 2048;

  private static final String ADVICE = "use wss:// instead of ws://";

  private final LinkAttempt attempt;

  FirstBytes(LinkAttempt attempt) {
    this.attempt = attempt;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes && speaksTls(bytes)) {
      attempt.end("it speaks TLS: " + ADVICE);
    }
    ctx.pipeline().remove(this);
    ctx.fireChannelRead(message);
  }

  private static boolean speaksTls(ByteBuf bytes) {
    if (!bytes.isReadable()) {
      return false;
    }
    int length = Math.min(bytes.readableBytes(), LONGEST_PAGE);
    return bytes.getUnsignedByte(bytes.readerIndex()) == TLS_ALERT
        || ASKS_FOR_TLS
            .matcher(bytes.toString(bytes.readerIndex(), length, StandardCharsets.US_ASCII))
            .matches();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    attempt.end("it hung up without an answer; if it speaks TLS, " + ADVICE);
    ctx.fireChannelInactive();
  }
}
