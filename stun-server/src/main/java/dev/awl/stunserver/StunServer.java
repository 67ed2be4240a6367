package dev.awl.stunserver;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running STUN server: the sockets around a {@link BindingResponder}. Each of its threads has
 * datagram sockets of its own for all corners, which share their ports with those of the others.
 *
 * <p>{@link #start} and {@link #close} wait for those threads: do not call them on one.
 */
public final class StunServer implements AutoCloseable {

  private static final long CLOSE_SECONDS = 2;

  private final Announcement announcement = new Announcement();
  private final StunCounters counters = new StunCounters();
  private final BindingResponder responder;
  private final SourceLimiter limiter;
  private final BoundSockets sockets;
  private final Map<Corner, InetSocketAddress> addresses;
  private final @Nullable PartnerLink partner;
  private final @Nullable EventLoopGroup ownLoops;

  /**
   * Binds all sockets and answers from then on.
   *
   * @throws BindException with one line for people, when a socket cannot be had; none is kept then
   */
  public static StunServer start(StunServerSettings settings) throws BindException {
    EventLoopGroup given = settings.loops;
    if (given != null) {
      return open(new StunServer(settings, List.of(given.next()), null), settings);
    }
    EventLoopGroup own =
        DatagramTransport.newLoops(settings.otherTraffic == null ? settings.threads : 1);
    try {
      List<EventLoop> loops = new ArrayList<>();
      for (EventExecutor each : own) {
        loops.add((EventLoop) each);
      }
      return open(new StunServer(settings, loops, own), settings);
    } catch (BindException | RuntimeException e) {
      shutDown(own);
      throw e;
    }
  }

  private StunServer(
      StunServerSettings settings, List<EventLoop> loops, @Nullable EventLoopGroup own)
      throws BindException {
    this.ownLoops = own;
    this.responder = new BindingResponder(announcement, settings.replyLimit);
    this.limiter = new SourceLimiter(settings.sourceLimit, new SecureRandom().nextLong());
    StreamServices streams =
        new StreamServices(
            responder,
            limiter,
            new StreamAdmission(settings.streamLimit),
            counters,
            settings.streamLimit,
            System.nanoTime());
    this.sockets = new CornerBinding(settings, loops, streams).bindAll();
    this.addresses = sockets.addresses();
    ServedAddresses served = served(settings);
    announcement.set(served);
    Partner other = settings.partner;
    this.partner = other == null ? null : new PartnerLink(other, served, announcement);
  }

  private ServedAddresses served(StunServerSettings settings) {
    InetAddress alternate = settings.alternate;
    return new ServedAddresses(
        settings.announced(settings.primary),
        alternate == null ? null : settings.announced(alternate),
        bound(Corner.A1_P1).getPort(),
        bound(Corner.A1_P2).getPort());
  }

  /** Lets requests in. Until now they waited in the sockets: replies need all corners. */
  private static StunServer open(StunServer server, StunServerSettings settings) {
    for (Map<Corner, Channel> corners : server.sockets.datagrams()) {
      EventLoop loop = corners.values().iterator().next().eventLoop();
      loop.submit(() -> server.open(corners, settings)).syncUninterruptibly();
    }
    server.sockets.streams().values().forEach(each -> each.config().setAutoRead(true));
    return server;
  }

  private void open(Map<Corner, Channel> corners, StunServerSettings settings) {
    CornerSockets mine = new CornerSockets(partner);
    corners.forEach(
        (corner, channel) -> {
          boolean first = corner == Corner.A1_P1;
          boolean passOn = first && settings.otherTraffic != null;
          ChannelPipeline pipeline = channel.pipeline();
          if (first && partner != null) {
            boolean greets = corners == sockets.datagrams().get(0);
            pipeline.addLast(
                "partner", new PartnerHandler(partner, mine, limiter, counters, greets));
          }
          pipeline.addLast(
              "binding", new BindingHandler(corner, responder, mine, limiter, counters, passOn));
          if (passOn) {
            pipeline.addLast("other", settings.otherTraffic);
          }
        });
    corners.values().forEach(channel -> channel.config().setAutoRead(true));
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

  /** Those of {@link #addresses} that take TCP connections too. */
  public List<InetSocketAddress> streamAddresses() {
    return sockets.streams().values().stream()
        .map(channel -> (InetSocketAddress) channel.localAddress())
        .toList();
  }

  /** What answers, for use on other transports; it knows the announced addresses. */
  public BindingResponder responder() {
    return responder;
  }

  /** What was answered and dropped so far. */
  public StunCounters counters() {
    return counters;
  }

  /** Closes the sockets, and the threads where they are the server's own. */
  @Override
  public void close() {
    sockets.close();
    shutDown(ownLoops);
  }

  private static void shutDown(@Nullable EventLoopGroup loops) {
    if (loops != null) {
      loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }
}
