package dev.awl.peer.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.identity.Identity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamResetException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PeerChannelTest {

  @Test
  void both_ends_become_ready_and_either_may_open_streams() throws Exception {
    try (PeerPair pair = new PeerPair().open().awaitReady()) {
      for (PeerPair.End[] ends :
          new PeerPair.End[][] {{pair.dialer, pair.listener}, {pair.listener, pair.dialer}}) {
        ends[1].run(() -> ends[1].channel.accept(StreamKind.TCP, Echo::new));
        Collector collector = new Collector();
        QuicStreamChannel stream = open(ends[0], collector);
        stream.writeAndFlush(Unpooled.directBuffer().writeByte(StreamKind.TCP.code()));
        stream.writeAndFlush(Unpooled.copiedBuffer("hello", StandardCharsets.UTF_8));
        stream.writeAndFlush(QuicStreamFrame.EMPTY_FIN);
        assertThat(collector.text.get(30, TimeUnit.SECONDS)).isEqualTo("hello.");
      }
    }
  }

  @Test
  void dialer_refuses_a_listener_with_another_key_and_says_so_at_once() throws Exception {
    try (PeerPair pair = new PeerPair()) {
      Identity asked = higherThan(pair.dialer.identity);
      pair.open(asked, pair.dialer.identity);
      assertThat(pair.dialer.closed.get(30, TimeUnit.SECONDS))
          .contains("another key")
          .contains(pair.listener.identity.id().toString());
      assertThat(pair.listener.ready).isNotDone();
    }
  }

  @Test
  void listener_refuses_a_dialer_with_another_key_and_neither_becomes_ready() throws Exception {
    try (PeerPair pair = new PeerPair()) {
      pair.open(pair.listener.identity, lowerThan(pair.listener.identity));
      assertThat(pair.dialer.closed.get(30, TimeUnit.SECONDS)).contains("refused our key");
      assertThat(pair.listener.closed.get(30, TimeUnit.SECONDS)).contains("another key");
      assertThat(pair.dialer.ready).isNotDone();
      assertThat(pair.listener.ready).isNotDone();
    }
  }

  @Test
  void silence_is_reported_within_ten_seconds() throws Exception {
    try (PeerPair pair = new PeerPair()) {
      pair.wire.swallow(true);
      pair.open();
      assertThat(pair.dialer.closed.get(30, TimeUnit.SECONDS))
          .contains("did not answer within 10 s");
      assertThat(pair.listener.closed.get(30, TimeUnit.SECONDS))
          .contains("did not answer within 10 s");
    }
  }

  @Test
  void lost_first_datagrams_are_repeated_within_a_second() throws Exception {
    try (PeerPair pair = new PeerPair()) {
      PeerPair.openEnd(pair.dialer, pair.listener.identity, pair.wire.towards(pair.listener));
      // A timer of the dialer's loop, so that a busy machine holds up both.
      long sent =
          pair.dialer.loop.schedule(pair.wire.datagrams::get, 900, TimeUnit.MILLISECONDS).get();
      assertThat(sent).as("the first one and others").isGreaterThan(1);
      PeerPair.openEnd(pair.listener, pair.dialer.identity, pair.wire.towards(pair.dialer));
      pair.awaitReady();
    }
  }

  @Test
  void closing_one_end_tells_the_other() throws Exception {
    try (PeerPair pair = new PeerPair().open().awaitReady()) {
      pair.dialer.run(() -> pair.dialer.channel.close());
      assertThat(pair.listener.closed.get(30, TimeUnit.SECONDS)).isEqualTo("closed by the peer");
      assertThat(pair.dialer.closed).isNotDone();
    }
  }

  @Test
  void stream_of_a_kind_nobody_takes_is_reset() throws Exception {
    try (PeerPair pair = new PeerPair().open().awaitReady()) {
      Collector collector = new Collector();
      QuicStreamChannel stream = open(pair.dialer, collector);
      stream.writeAndFlush(Unpooled.directBuffer().writeByte(99));
      assertThat(collector.text)
          .failsWithin(30, TimeUnit.SECONDS)
          .withThrowableOfType(Exception.class)
          .withCauseInstanceOf(QuicStreamResetException.class);
    }
  }

  @Test
  void random_datagrams_are_dropped_without_harm() throws Exception {
    try (PeerPair pair = new PeerPair().open().awaitReady()) {
      java.util.Random random = new java.util.Random(3);
      for (int i = 0; i < 2000; i++) {
        byte[] junk = new byte[random.nextInt(1400)];
        random.nextBytes(junk);
        if (junk.length > 0 && i % 2 == 0) {
          junk[0] |= (byte) 0xC0; // as a long header
        }
        for (PeerPair.End end : new PeerPair.End[] {pair.dialer, pair.listener}) {
          end.loop.execute(
              () -> {
                end.channel.receive(Unpooled.directBuffer().writeBytes(junk));
                end.channel.receiveComplete();
              });
        }
      }
      pair.listener.run(() -> pair.listener.channel.accept(StreamKind.TCP, Echo::new));
      Collector collector = new Collector();
      QuicStreamChannel stream = open(pair.dialer, collector);
      stream.writeAndFlush(Unpooled.directBuffer().writeByte(StreamKind.TCP.code()).writeByte('x'));
      stream.writeAndFlush(QuicStreamFrame.EMPTY_FIN);
      assertThat(collector.text.get(30, TimeUnit.SECONDS)).isEqualTo("x.");
    }
  }

  private static QuicStreamChannel open(PeerPair.End end, Collector collector) throws Exception {
    return end.call(() -> end.channel.openStream(collector)).get(30, TimeUnit.SECONDS);
  }

  static Identity higherThan(Identity low) {
    return java.util.stream.Stream.generate(Identity::generate)
        .filter(each -> each.id().compareTo(low.id()) > 0)
        .findFirst()
        .orElseThrow();
  }

  static Identity lowerThan(Identity high) {
    return java.util.stream.Stream.generate(Identity::generate)
        .filter(each -> each.id().compareTo(high.id()) < 0)
        .findFirst()
        .orElseThrow();
  }

  /** Sends everything back, and the FIN. */
  static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.write(message);
      ctx.read();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        // Not an empty FIN: quiche loses those when the bytes before it are already acknowledged.
        ctx.write(new DefaultQuicStreamFrame(Unpooled.directBuffer().writeByte('.'), true));
      }
    }
  }

  /** Everything up to the FIN, as text. */
  static final class Collector extends ChannelInboundHandlerAdapter {
    final CompletableFuture<String> text = new CompletableFuture<>();
    private final StringBuilder so = new StringBuilder();

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf data = (ByteBuf) message;
      so.append(data.toString(StandardCharsets.UTF_8));
      data.release();
      ctx.read();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        text.complete(so.toString());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      text.completeExceptionally(cause);
      StreamReset.abort((QuicStreamChannel) ctx.channel(), 0);
    }
  }
}
