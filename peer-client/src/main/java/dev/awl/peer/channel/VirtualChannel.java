package dev.awl.peer.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The socket that QUIC believes in: one peer, one address that never changes. What is written goes
 * to the route, at the pacer's speed; what arrives is fired through the pipeline by the owner.
 *
 * <p>The outbound queue holds what the pacer keeps back: at most one congestion window a
 * connection, because QUIC counts it as in flight.
 */
final class VirtualChannel extends AbstractChannel {

  // TEST-NET-1 (RFC 5737): these never appear on a wire.
  static final InetSocketAddress LOCAL = new InetSocketAddress("192.0.2.1", 1);
  static final InetSocketAddress REMOTE = new InetSocketAddress("192.0.2.2", 2);

  /** Netty wants every channel to be able to connect and bind; QUIC asks this one for neither. */
  private static final String ONE_PLACE = "the channel's addresses never change";

  private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);
  // Bounded by the congestion window already; a writability event walks every stream.
  private static final WriteBufferWaterMark NO_EVENTS =
      new WriteBufferWaterMark(64 << 20, 128 << 20);

  private final DatagramRoute route;
  private final Pacer pacer;
  private final DefaultChannelConfig config = new DefaultChannelConfig(this);
  private boolean open = true;
  private boolean pacing = true;
  private @Nullable ScheduledFuture<?> resuming;

  VirtualChannel(DatagramRoute route, Pacer pacer) {
    super(null);
    this.route = route;
    this.pacer = pacer;
    config.setWriteBufferWaterMark(NO_EVENTS);
    config.setAllocator(QuicSettings.ALLOCATOR);
  }

  void stopPacing() {
    pacing = false;
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer in) {
    long now = System.nanoTime();
    boolean paced = pacing && pacer.refresh(now);
    for (Object message = in.current(); message != null; message = in.current()) {
      DatagramPacket packet = (DatagramPacket) message;
      ByteBuf content = packet.content();
      int segment = packet instanceof SegmentedDatagramPacket many ? many.segmentSize() : 0;
      int allowed = paced ? pacer.admit(content.readableBytes(), segment, now) : Integer.MAX_VALUE;
      if (content.readableBytes() > allowed) {
        if (allowed > 0) {
          route.write(content.readRetainedSlice(allowed), allowed > segment ? segment : 0);
        }
        resumeIn(pacer.delay());
        break;
      }
      if (content.isReadable()) { // Netty marks the end of a connection with an empty datagram
        route.write(content.retain(), content.readableBytes() > segment ? segment : 0);
      }
      in.remove();
    }
    route.flush();
  }

  private void resumeIn(long nanos) {
    if (resuming == null) {
      resuming = eventLoop().schedule(this::resume, nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void resume() {
    resuming = null;
    unsafe().flush();
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new AbstractUnsafe() {
      @Override
      public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        promise.setFailure(new UnsupportedOperationException(ONE_PLACE));
      }
    };
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return true;
  }

  @Override
  protected SocketAddress localAddress0() {
    return LOCAL;
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return REMOTE;
  }

  @Override
  protected void doBind(SocketAddress localAddress) {
    throw new UnsupportedOperationException(ONE_PLACE);
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  protected void doClose() {
    open = false;
  }

  @Override
  protected void doBeginRead() {} // the owner brings datagrams unasked

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return open;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }
}
