package dev.awl.peer.channel;

import dev.awl.peer.identity.Identity;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.FlushStrategy;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicCongestionControlAlgorithm;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import io.netty.handler.ssl.ClientAuth;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How QUIC is tuned and secured; the same on both ends. */
final class QuicSettings {

  /**
   * Every datagram at most, bytes. Fixed: path-MTU discovery cannot see a path switch. Fits IPv6
   * PPPoE and a TURN header in 1500.
   */
  static final int PACKET_SIZE = 1350;

  /** A route that swallows everything is survived for this long. */
  static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

  /** Netty 4.2's default, the adaptive one, keeps making new direct memory at full speed. */
  static final ByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

  private static final String ALPN = "awl/1";
  private static final int CONNECTION_WINDOW = 24 << 20;
  private static final int STREAM_WINDOW = 16 << 20; // quiche's cap
  private static final int CREDIT_WINDOW = 1 << 20;
  private static final int STREAM_LIMIT = 256; // refuses above; the pool keeps it near 32
  private static final int FRAMES_RECEIVED = 256; // a stall of tens of milliseconds

  /** DATAGRAM frames that QUIC keeps, besides those of a {@link FrameQueue}; a batch or two. */
  static final int FRAMES_IN_QUIC = 64;

  private static final int GSO_SEGMENTS = 45; // 65507 / 1350 is 48
  private static final int FLUSH_PACKETS = 8; // GSO batches

  private QuicSettings() {}

  /** Puts the codec of our role into the virtual channel. */
  static void install(
      VirtualChannel virtual, ConnectionPool pool, Identity self, PinnedTrustManager trust) {
    virtual.pipeline().addLast(pool.dials() ? client(self, trust) : server(pool, self, trust));
    virtual.pipeline().addLast(new QuietTail());
  }

  private static ChannelHandler client(Identity self, PinnedTrustManager trust) {
    QuicSslContext tls =
        QuicSslContextBuilder.forClient()
            .keyManager(new OwnKeyManager(self), null)
            .trustManager(trust)
            .endpointIdentificationAlgorithm(null)
            .applicationProtocols(ALPN)
            .build();
    return tune(new QuicClientCodecBuilder())
        .sslEngineProvider(quic -> tls.newEngine(quic.alloc()))
        .build();
  }

  private static ChannelHandler server(
      ConnectionPool pool, Identity self, PinnedTrustManager trust) {
    QuicSslContext tls =
        QuicSslContextBuilder.forServer(new OwnKeyManager(self), null)
            .trustManager(trust)
            .clientAuth(ClientAuth.REQUIRE)
            .applicationProtocols(ALPN)
            .build();
    return tune(new QuicServerCodecBuilder())
        .sslEngineProvider(quic -> tls.newEngine(quic.alloc()))
        .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, segments())
        .handler(pool.newConnections())
        .streamHandler(pool.newStreams())
        .streamOption(ChannelOption.AUTO_READ, false)
        .streamOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .streamOption(ChannelOption.RECVBUF_ALLOCATOR, StreamReads.ONE_BUFFER)
        .option(ChannelOption.ALLOCATOR, ALLOCATOR)
        .streamOption(ChannelOption.ALLOCATOR, ALLOCATOR)
        .build();
  }

  /** UDP_SEGMENT where the kernel has it; routes without it split the batch. */
  static SegmentedDatagramPacketAllocator segments() {
    return EpollQuicUtils.newSegmentedAllocator(GSO_SEGMENTS);
  }

  private static <B extends QuicCodecBuilder<B>> B tune(B builder) {
    return builder
        .maxIdleTimeout(IDLE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .maxSendUdpPayloadSize(PACKET_SIZE)
        .maxRecvUdpPayloadSize(PACKET_SIZE)
        .discoverPmtu(false)
        .congestionControlAlgorithm(QuicCongestionControlAlgorithm.BBR)
        .initialMaxData(CONNECTION_WINDOW)
        .initialMaxStreamDataBidirectionalLocal(STREAM_WINDOW)
        .initialMaxStreamDataBidirectionalRemote(STREAM_WINDOW)
        .initialMaxStreamDataUnidirectional(CREDIT_WINDOW)
        .initialMaxStreamsBidirectional(STREAM_LIMIT)
        // One is used, but 0 left costs two native calls a packet: Netty asks each time.
        .initialMaxStreamsUnidirectional(2)
        .activeMigration(false)
        .datagram(FRAMES_RECEIVED, FRAMES_IN_QUIC)
        .flushStrategy(FlushStrategy.afterNumPackets(FLUSH_PACKETS));
  }
}
