package dev.awl.peer.service;

import dev.awl.peer.channel.StreamKind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A user's connection on its way to the service: the request goes out, the user's bytes right
 * behind it, and a refusal becomes a reset.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write shows on the stream
final class UserCall {

  private final Channel tcp;
  private final Paces paces;
  private final Consumer<String> refused;
  private final Runnable answered;
  private @Nullable Splice splice;

  UserCall(Channel tcp, Paces paces, Consumer<String> refused) {
    this(tcp, paces, refused, () -> {});
  }

  /** The same, with one to be told that there is an answer. */
  UserCall(Channel tcp, Paces paces, Consumer<String> refused, Runnable answered) {
    this.answered = answered;
    this.tcp = tcp;
    this.paces = paces;
    this.refused = refused;
  }

  /** The stream's first handler. */
  StatusReader statusReader() {
    return new StatusReader(this::answered, this::ended);
  }

  /** Ends it before the service has answered. */
  void refuse(String why) {
    if (splice == null) {
      refused.accept(why);
      Splice.reset(tcp);
    } else if (!splice.isOver()) {
      refused.accept(why);
      splice.abort(why, null);
    }
  }

  void start(ServiceRequest request, QuicStreamChannel stream) {
    writeRequest(request, stream);
    join(stream);
  }

  /** Joins the two; what asks for the service is written already. */
  Splice join(QuicStreamChannel stream) {
    Splice joined = Splice.join(tcp, stream, paces, Duration.ZERO);
    splice = joined;
    return joined;
  }

  static void writeRequest(ServiceRequest request, QuicStreamChannel stream) {
    ByteBuf header = stream.alloc().directBuffer();
    header.writeByte(StreamKind.TCP.code());
    request.encode(header);
    stream.write(header);
  }

  private void answered(DialStatus status) {
    answered.run();
    if (status != DialStatus.OK && splice != null) {
      refuse(status.text());
    }
  }

  private void ended() {
    answered.run();
    if (splice != null) {
      refuse(StatusReader.ENDED);
    }
  }
}
