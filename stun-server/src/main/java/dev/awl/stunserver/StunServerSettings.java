package dev.awl.stunserver;

import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a STUN server listens and how it answers. Begin with {@link #on} and narrow down:
 *
 * <pre>StunServerSettings.on(a1).alternate(a2).external(a1, public1).external(a2, public2)</pre>
 *
 * @param primary an address of this machine, not the wildcard: a reply must leave from there
 * @param alternate a second one of the same family; null to serve without NAT filtering tests
 * @param firstPort 0 for any that is free on both addresses
 * @param secondPort 0 for any that is free on both addresses
 * @param external what clients see instead of a bound address, behind a 1:1 NAT
 * @param loops where the sockets live, all on one loop of it; null for a thread of their own
 * @param otherTraffic gets the {@code DatagramPacket}s on A1:P1 that are no Binding requests, as
 *     the next handler in that socket's pipeline; null to drop them
 */
public record StunServerSettings(
    InetAddress primary,
    @Nullable InetAddress alternate,
    int firstPort,
    int secondPort,
    Map<InetAddress, InetAddress> external,
    ReplyLimit replyLimit,
    SourceLimit sourceLimit,
    @Nullable EventLoopGroup loops,
    @Nullable ChannelHandler otherTraffic) {

  /** RFC 8489 section 18.6. */
  public static final int DEFAULT_FIRST_PORT = 3478;

  public static final int DEFAULT_SECOND_PORT = 3479;

  public StunServerSettings {
    requirePort(firstPort);
    requirePort(secondPort);
    if (firstPort == secondPort && firstPort != 0) {
      throw new IllegalArgumentException(
          "a STUN server needs two different ports, not " + firstPort + " twice");
    }
    if (primary.isAnyLocalAddress() || (alternate != null && alternate.isAnyLocalAddress())) {
      throw new IllegalArgumentException(
          "a STUN server needs an address of this machine, not the wildcard");
    }
    if (primary.equals(alternate)) {
      throw new IllegalArgumentException(
          "primary and alternate address are both " + primary.getHostAddress());
    }
    if (alternate != null && primary.getAddress().length != alternate.getAddress().length) {
      throw new IllegalArgumentException(
          "primary and alternate address must both be IPv4 or both be IPv6");
    }
    external = Map.copyOf(external);
  }

  private static void requirePort(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("no such port: " + port);
    }
  }

  /** One address, ports 3478 and 3479, default limits, its own thread. */
  public static StunServerSettings on(InetAddress primary) {
    return new StunServerSettings(
        primary,
        null,
        DEFAULT_FIRST_PORT,
        DEFAULT_SECOND_PORT,
        Map.of(),
        ReplyLimit.DEFAULT,
        SourceLimit.DEFAULT,
        null,
        null);
  }

  public StunServerSettings alternate(@Nullable InetAddress address) {
    return new StunServerSettings(
        primary,
        address,
        firstPort,
        secondPort,
        external,
        replyLimit,
        sourceLimit,
        loops,
        otherTraffic);
  }

  public StunServerSettings ports(int first, int second) {
    return new StunServerSettings(
        primary, alternate, first, second, external, replyLimit, sourceLimit, loops, otherTraffic);
  }

  /** Announces {@code announced} where {@code bound} is served. */
  public StunServerSettings external(InetAddress bound, InetAddress announced) {
    Map<InetAddress, InetAddress> more = new HashMap<>(external);
    more.put(bound, announced);
    return new StunServerSettings(
        primary,
        alternate,
        firstPort,
        secondPort,
        more,
        replyLimit,
        sourceLimit,
        loops,
        otherTraffic);
  }

  public StunServerSettings replyLimit(ReplyLimit limit) {
    return new StunServerSettings(
        primary,
        alternate,
        firstPort,
        secondPort,
        external,
        limit,
        sourceLimit,
        loops,
        otherTraffic);
  }

  public StunServerSettings sourceLimit(SourceLimit limit) {
    return new StunServerSettings(
        primary,
        alternate,
        firstPort,
        secondPort,
        external,
        replyLimit,
        limit,
        loops,
        otherTraffic);
  }

  public StunServerSettings loops(EventLoopGroup group) {
    return new StunServerSettings(
        primary,
        alternate,
        firstPort,
        secondPort,
        external,
        replyLimit,
        sourceLimit,
        group,
        otherTraffic);
  }

  public StunServerSettings otherTraffic(ChannelHandler handler) {
    return new StunServerSettings(
        primary,
        alternate,
        firstPort,
        secondPort,
        external,
        replyLimit,
        sourceLimit,
        loops,
        handler);
  }

  /** What clients see where {@code bound} is served. */
  InetAddress announced(InetAddress bound) {
    return external.getOrDefault(bound, bound);
  }
}
