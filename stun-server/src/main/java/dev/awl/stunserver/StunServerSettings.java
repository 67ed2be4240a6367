package dev.awl.stunserver;

import dev.awl.wire.AddressText;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a STUN server listens and how it answers. Immutable: begin with {@link #on} and narrow
 * down:
 *
 * <pre>StunServerSettings.on(a1).alternate(a2).external(a1, public1).external(a2, public2)</pre>
 */
public final class StunServerSettings {

  /** RFC 8489 section 18.6. */
  public static final int DEFAULT_FIRST_PORT = 3478;

  public static final int DEFAULT_SECOND_PORT = 3479;

  final InetAddress primary;
  @Nullable InetAddress alternate;
  int firstPort = DEFAULT_FIRST_PORT;
  int secondPort = DEFAULT_SECOND_PORT;
  Map<InetAddress, InetAddress> external = Map.of();
  ReplyLimit replyLimit = ReplyLimit.DEFAULT;
  SourceLimit sourceLimit = SourceLimit.DEFAULT;
  StreamLimit streamLimit = StreamLimit.DEFAULT;
  Set<Corner> streams = EnumSet.allOf(Corner.class);
  int threads = Runtime.getRuntime().availableProcessors();
  @Nullable EventLoopGroup loops;
  @Nullable ChannelHandler otherTraffic;
  @Nullable Partner partner;

  private StunServerSettings(InetAddress primary) {
    this.primary = primary;
  }

  private StunServerSettings copy() {
    StunServerSettings copy = new StunServerSettings(primary);
    copy.alternate = alternate;
    copy.firstPort = firstPort;
    copy.secondPort = secondPort;
    copy.external = external;
    copy.replyLimit = replyLimit;
    copy.sourceLimit = sourceLimit;
    copy.streamLimit = streamLimit;
    copy.streams = streams;
    copy.threads = threads;
    copy.loops = loops;
    copy.otherTraffic = otherTraffic;
    copy.partner = partner;
    return copy;
  }

  private StunServerSettings checked() {
    requirePort(firstPort);
    requirePort(secondPort);
    if (firstPort == secondPort && firstPort != 0) {
      throw new IllegalArgumentException(
          "a STUN server needs two different ports, not " + firstPort + " twice");
    }
    requireSingle(primary);
    if (alternate != null) {
      requireSingle(alternate);
      if (primary.equals(alternate)) {
        throw new IllegalArgumentException(
            "primary and alternate address are both " + AddressText.of(primary));
      }
      requireSameFamily(alternate, "primary and alternate address");
    }
    if (partner != null) {
      if (alternate != null) {
        throw new IllegalArgumentException(
            "a STUN server has an alternate address or a partner, not both");
      }
      requireSameFamily(partner.address().getAddress(), "primary address and partner");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("a STUN server needs a thread");
    }
    return this;
  }

  private static void requirePort(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("no such port: " + port);
    }
  }

  private static void requireSingle(InetAddress address) {
    if (address.isAnyLocalAddress()) {
      throw new IllegalArgumentException(
          "a STUN server needs an address of this machine, not the wildcard");
    }
  }

  private void requireSameFamily(InetAddress other, String what) {
    if (primary.getAddress().length != other.getAddress().length) {
      throw new IllegalArgumentException(what + " must both be IPv4 or both be IPv6");
    }
  }

  /**
   * One address, ports 3478 and 3479, UDP and TCP, default limits, a thread for each core.
   *
   * @param primary an address of this machine, not the wildcard: a reply must leave from there
   */
  public static StunServerSettings on(InetAddress primary) {
    return new StunServerSettings(primary).checked();
  }

  /** A second address of the same family; null to serve without NAT filtering tests. */
  public StunServerSettings alternate(@Nullable InetAddress address) {
    StunServerSettings copy = copy();
    copy.alternate = address;
    return copy.checked();
  }

  /** 0 for any port that is free on all addresses. */
  public StunServerSettings ports(int first, int second) {
    StunServerSettings copy = copy();
    copy.firstPort = first;
    copy.secondPort = second;
    return copy.checked();
  }

  /** Behind a 1:1 NAT: announces {@code announced} where {@code bound} is served. */
  public StunServerSettings external(InetAddress bound, InetAddress announced) {
    StunServerSettings copy = copy();
    Map<InetAddress, InetAddress> more = new HashMap<>(external);
    more.put(bound, announced);
    copy.external = Map.copyOf(more);
    return copy;
  }

  public StunServerSettings replyLimit(ReplyLimit limit) {
    StunServerSettings copy = copy();
    copy.replyLimit = limit;
    return copy;
  }

  public StunServerSettings sourceLimit(SourceLimit limit) {
    StunServerSettings copy = copy();
    copy.sourceLimit = limit;
    return copy;
  }

  public StunServerSettings streamLimit(StreamLimit limit) {
    StunServerSettings copy = copy();
    copy.streamLimit = limit;
    return copy;
  }

  /** Which corners take TCP connections; empty for UDP alone, all of them without this. */
  public StunServerSettings streams(Set<Corner> corners) {
    StunServerSettings copy = copy();
    copy.streams = Set.copyOf(corners);
    return copy;
  }

  /** How many threads, each with sockets of its own; 1 where the system has no epoll. */
  public StunServerSettings threads(int count) {
    StunServerSettings copy = copy();
    copy.threads = count;
    return copy.checked();
  }

  /** Lives on one loop of {@code group} instead of threads of its own. */
  public StunServerSettings loops(EventLoopGroup group) {
    StunServerSettings copy = copy();
    copy.loops = group;
    return copy;
  }

  /**
   * Gives the {@code DatagramPacket}s on A1:P1 that are no Binding requests to {@code handler}, the
   * next one in that socket's pipeline. The server then has one thread.
   */
  public StunServerSettings otherTraffic(ChannelHandler handler) {
    StunServerSettings copy = copy();
    copy.otherTraffic = handler;
    return copy;
  }

  /** Another server with one address; each answers for the other. Null: none. */
  public StunServerSettings partner(@Nullable Partner other) {
    StunServerSettings copy = copy();
    copy.partner = other;
    return copy.checked();
  }

  /** What clients see where {@code bound} is served. */
  InetAddress announced(InetAddress bound) {
    return external.getOrDefault(bound, bound);
  }
}
