package dev.awl.stunserver;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running STUN server: the sockets around a {@link BindingResponder}, all on one event loop.
 *
 * <p>{@link #start} and {@link #close} wait for that loop: do not call them on it.
 */
public final class StunServer implements AutoCloseable {

  private static final long CLOSE_SECONDS = 2;

  private final Map<Corner, Channel> channels;
  private final Map<Corner, InetSocketAddress> addresses = new EnumMap<>(Corner.class);
  private final StunCounters counters = new StunCounters();
  private final BindingResponder responder;
  private final @Nullable EventLoopGroup ownLoops;

  /**
   * Binds all sockets and answers from then on.
   *
   * @throws BindException with one line for people, when a socket cannot be had; none is kept then
   */
  public static StunServer start(StunServerSettings settings) throws BindException {
    EventLoopGroup given = settings.loops();
    if (given != null) {
      return start(settings, given.next(), null);
    }
    EventLoopGroup own = DatagramTransport.newLoop();
    try {
      return start(settings, own.next(), own);
    } catch (BindException | RuntimeException e) {
      shutDown(own);
      throw e;
    }
  }

  private static StunServer start(
      StunServerSettings settings, EventLoop loop, @Nullable EventLoopGroup own)
      throws BindException {
    Map<Corner, Channel> channels = new CornerBinding(settings, loop).bindAll();
    StunServer server = new StunServer(settings, channels, own);
    loop.submit(() -> server.open(settings)).syncUninterruptibly();
    return server;
  }

  private StunServer(
      StunServerSettings settings, Map<Corner, Channel> channels, @Nullable EventLoopGroup own) {
    this.channels = channels;
    this.ownLoops = own;
    channels.forEach(
        (corner, channel) -> addresses.put(corner, (InetSocketAddress) channel.localAddress()));
    InetAddress alternate = settings.alternate();
    ServedAddresses served =
        new ServedAddresses(
            settings.announced(settings.primary()),
            alternate == null ? null : settings.announced(alternate),
            bound(Corner.A1_P1).getPort(),
            bound(Corner.A1_P2).getPort());
    this.responder = new BindingResponder(served, settings.replyLimit());
  }

  /** Lets datagrams in. Until now they waited in the sockets: replies need all corners. */
  private void open(StunServerSettings settings) {
    CornerSockets sockets = new CornerSockets();
    SourceLimiter limiter =
        new SourceLimiter(settings.sourceLimit(), new SecureRandom().nextLong());
    channels.forEach(
        (corner, channel) -> {
          boolean passOn = corner == Corner.A1_P1 && settings.otherTraffic() != null;
          ChannelPipeline pipeline = channel.pipeline();
          pipeline.addLast(
              "binding", new BindingHandler(corner, responder, sockets, limiter, counters, passOn));
          if (passOn) {
            pipeline.addLast("other", settings.otherTraffic());
          }
        });
    channels.values().forEach(channel -> channel.config().setAutoRead(true));
  }

  private InetSocketAddress bound(Corner corner) {
    InetSocketAddress address = addresses.get(corner);
    if (address == null) {
      throw new IllegalStateException("not bound: " + corner);
    }
    return address;
  }

  /** The bound address of a corner; null for A2 where there is no alternate address. */
  public @Nullable InetSocketAddress address(Corner corner) {
    return addresses.get(corner);
  }

  /** The bound address of A1:P1. */
  public InetSocketAddress address() {
    return bound(Corner.A1_P1);
  }

  /** All bound addresses in the order of {@link Corner}. */
  public List<InetSocketAddress> addresses() {
    return List.copyOf(addresses.values());
  }

  /** What answers, for use on other transports; it knows the announced addresses. */
  public BindingResponder responder() {
    return responder;
  }

  /** What was answered and dropped so far. */
  public StunCounters counters() {
    return counters;
  }

  /** Closes the sockets, and the thread where it is the server's own. */
  @Override
  public void close() {
    channels.values().forEach(channel -> channel.close().syncUninterruptibly());
    shutDown(ownLoops);
  }

  private static void shutDown(@Nullable EventLoopGroup loops) {
    if (loops != null) {
      loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }
}
