package dev.awl.peer.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamPriority;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What the two ends of a QUIC connection tell each other about the credit of its streams, each on a
 * unidirectional stream of its own that goes before all others.
 *
 * <pre>
 *   u64 stream, u32 bytes    the receiver: so many more may be sent on it
 *   u64 stream, u32 0        the sender: I have more to send, and no credit
 *   u64 stream, u32 ~0       the receiver: I have gone, before its end
 * </pre>
 *
 * <p>The last one is what STOP_SENDING (RFC 9000 section 19.5) is for. But Netty passes that on to
 * writers alone, and to them only until both directions have ended for QUIC: who waits for credit,
 * or writes later, would wait for good.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a lost stream is a lost connection
final class StreamCredits {

  private static final int MESSAGE = 12;
  private static final int STOP = -1;
  private static final int UNSENT_LIMIT = 1 << 20; // who does not read this reads nothing
  private static final QuicStreamPriority FIRST = new QuicStreamPriority(0, false);

  private final QuicChannel quic;
  private final LongObjectMap<StreamFlow> flows = new LongObjectHashMap<>();
  private ByteBuf early = Unpooled.EMPTY_BUFFER;
  private @Nullable QuicStreamChannel out;
  private boolean opening;
  private int unsent;

  StreamCredits(QuicChannel quic) {
    this.quic = quic;
  }

  /** Opens our half, if it is not open. */
  void open() {
    if (opening) {
      return;
    }
    opening = true;
    quic.createStream(QuicStreamType.UNIDIRECTIONAL, new Silent())
        .addListener(
            (Future<QuicStreamChannel> opened) -> {
              if (opened.isSuccess()) {
                out = opened.getNow();
                out.updatePriority(FIRST);
                send(early);
              } else {
                quic.close();
              }
              early = Unpooled.EMPTY_BUFFER;
            });
  }

  /** Reads the peer's half. */
  void accept(QuicStreamChannel in) {
    in.pipeline().addLast(new FixedLengthFrameDecoder(MESSAGE), new Reader());
  }

  void add(long stream, StreamFlow flow) {
    flows.put(stream, flow);
  }

  void remove(long stream) {
    flows.remove(stream);
  }

  /** Tells the sender that it may send so many bytes more. */
  void grant(long stream, int bytes) {
    ByteBuf message = quic.alloc().directBuffer(MESSAGE).writeLong(stream).writeInt(bytes);
    if (out != null) {
      send(message);
    } else {
      early = Unpooled.wrappedBuffer(early, message);
    }
  }

  /** Tells the sender that nobody reads the stream any more. */
  void stop(long stream) {
    if (quic.isActive()) {
      grant(stream, STOP);
    }
  }

  /** Tells the receiver that we wait for credit. */
  void ask(long stream) {
    grant(stream, 0);
  }

  private void send(ByteBuf messages) {
    int bytes = messages.readableBytes();
    if (out == null || unsent + bytes > UNSENT_LIMIT) {
      messages.release();
      quic.close();
      return;
    }
    unsent += bytes;
    out.writeAndFlush(messages).addListener(sent -> unsent -= bytes);
  }

  /** What the peer says of streams that have ended meanwhile is for nobody. */
  private final class Reader extends SimpleChannelInboundHandler<ByteBuf> {

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.read();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.read();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
      StreamFlow flow = flows.get(message.readLong());
      int bytes = message.readInt();
      if (flow == null) {
        return;
      }
      if (bytes == 0) {
        flow.asked();
      } else if (bytes == STOP) {
        flow.stopped();
      } else {
        flow.granted(Integer.toUnsignedLong(bytes));
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      quic.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      quic.close();
    }
  }

  /** Nothing comes on our half. */
  private static final class Silent extends ChannelInitializer<QuicStreamChannel> {
    @Override
    protected void initChannel(QuicStreamChannel stream) {}
  }
}
