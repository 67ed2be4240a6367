package dev.awl.peer.channel;

import io.netty.channel.Channel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Ends a stream in both directions at once: RESET_STREAM and STOP_SENDING (RFC 9000 sections 19.4,
 * 19.5).
 *
 * <p>Netty 4.2 forgets a stream only after its FIN was read, so every stream that ends by reset
 * would stay in its connection's map until the connection ends. This class makes it forget.
 */
@SuppressWarnings("FutureReturnValueIgnored") // it ends either way
public final class StreamReset {

  private static volatile @Nullable MethodHandle streamClosed;

  private StreamReset() {}

  /** Resets the stream with this application error code. Harmless on a stream that has ended. */
  public static void abort(QuicStreamChannel stream, int error) {
    stream.shutdown(error);
    stream.close();
    // Not now: Netty may be walking the streams, and would take the next mention for a new one.
    stream.eventLoop().execute(() -> forget(stream));
  }

  private static void forget(QuicStreamChannel stream) {
    Channel connection = stream.parent();
    try {
      MethodHandle forget = streamClosed;
      if (forget == null) {
        Method method = connection.getClass().getDeclaredMethod("streamClosed", long.class);
        method.setAccessible(true);
        forget = MethodHandles.lookup().unreflect(method);
        streamClosed = forget;
      }
      forget.invoke(connection, stream.streamId());
    } catch (Throwable e) {
      // Another Netty: the stream's few hundred bytes stay until the connection ends.
      if (e instanceof Error error && !(e instanceof LinkageError)) {
        throw error;
      }
    }
  }
}
