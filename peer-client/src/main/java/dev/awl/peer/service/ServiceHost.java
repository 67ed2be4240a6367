package dev.awl.peer.service;

import dev.awl.peer.channel.FrameKind;
import dev.awl.peer.channel.PeerChannel;
import dev.awl.peer.channel.StreamKind;
import dev.awl.wire.rendezvous.PeerId;
import io.netty.channel.Channel;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The inner side: the services this peer offers, to every channel it is attached to. All calls on
 * the channels' event loop.
 */
public final class ServiceHost {

  private static final int MAX_LIST_STREAMS = 1024;

  private final Set<Channel> watchers = new HashSet<>();
  private final Set<LiveUse> uses = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Refusals refusals = new Refusals();
  private final UdpCounters udpCounters = new UdpCounters();
  private final Quota whole = new Quota(null);
  private final Map<String, Quota> quotas = new HashMap<>();
  private Map<String, SharedService> services;

  /**
   * Offers these services.
   *
   * @param limits the rate that all of them share, and how many connections one peer may have
   * @throws IllegalArgumentException when two have the same name
   */
  public ServiceHost(List<SharedService> services, Limits limits) {
    this.services = byName(services);
    limit(limits);
  }

  /**
   * Whether they can be shared together.
   *
   * @throws IllegalArgumentException with one line for people when two have the same name
   */
  public static void requireDistinct(List<SharedService> services) {
    var unused = byName(services);
  }

  private static Map<String, SharedService> byName(List<SharedService> services) {
    if (services.size() > ServiceList.MAX_SERVICES) {
      throw new IllegalArgumentException(
          "a peer shares at most " + ServiceList.MAX_SERVICES + " services");
    }
    Map<String, SharedService> byName = new LinkedHashMap<>();
    for (SharedService each : services) {
      Service service = each.service();
      if (byName.put(service.name(), each) != null) {
        throw new IllegalArgumentException(
            "two services are called '"
                + service.name()
                + "': give one another name, NAME="
                + service.protocol()
                + "://"
                + service.target());
      }
    }
    return byName;
  }

  /**
   * Serves one peer's channel. Called right after it was opened: the peer may be ready, and ask,
   * before we are.
   *
   * @param access asked for every list and every connection
   */
  public void attach(PeerChannel channel, PeerId peer, Access access) {
    HostedPeer hosted = new HostedPeer(this, peer, access);
    channel.accept(StreamKind.SERVICES, () -> new ServiceListSender(hosted));
    channel.accept(StreamKind.TCP, () -> new ServiceDialer(hosted));
    InnerControls controls = new InnerControls();
    channel.accept(StreamKind.CONTROL, () -> new ControlDialer(hosted, controls));
    channel.accept(StreamKind.EXPECTATION, () -> new InnerExpectation(hosted, controls));
    channel.acceptFrames(FrameKind.UDP_TO_SERVICE, new HostFlows(hosted, channel));
  }

  /**
   * Replaces the services. Peers that have asked for the list get the new one; connections to a
   * service that is gone, or that its user may use no longer, are reset. Others go on, even when
   * the target is another one for those to come.
   *
   * @throws IllegalArgumentException when two have the same name; nothing changes then
   */
  public void update(List<SharedService> services, Limits limits) {
    this.services = byName(services);
    limit(limits);
    accessChanged();
  }

  /** Connections that exist go on at the new rates, even where there are too many now. */
  private void limit(Limits limits) {
    whole.follow(limits);
    quotas.keySet().retainAll(services.keySet());
    services.forEach((name, shared) -> quota(name).follow(shared.limits()));
  }

  /** Of the service of this name, as long as there is one. */
  Quota quota(String service) {
    return quotas.computeIfAbsent(service, unused -> new Quota(whole));
  }

  Limits limits() {
    return whole.limits();
  }

  /** Who is trusted has changed: what is allowed no longer ends now. */
  public void accessChanged() {
    refusals.forget();
    for (LiveUse each : List.copyOf(uses)) {
      if (!each.isAllowed()) {
        each.end().run();
      }
    }
    List.copyOf(watchers)
        .forEach(watcher -> watcher.pipeline().fireUserEventTriggered(Changed.INSTANCE));
  }

  /** What is offered now. */
  public List<Service> services() {
    return services.values().stream().map(SharedService::service).toList();
  }

  Collection<SharedService> shared() {
    return services.values();
  }

  @Nullable SharedService find(String name) {
    return services.get(name);
  }

  Refusals refusals() {
    return refusals;
  }

  /** Notes a use from now to the end of this stream. */
  void used(LiveUse use, Channel until) {
    Runnable over = used(use);
    until.closeFuture().addListener(closed -> over.run());
  }

  /** Notes a use from now until the answer is run. */
  Runnable used(LiveUse use) {
    Quota quota = quota(use.service());
    uses.add(use);
    quota.begin();
    use.peer().begin();
    return () -> {
      if (uses.remove(use)) {
        quota.end();
        use.peer().end();
      }
    };
  }

  /** What became of UDP datagrams; read on the event loop. */
  public UdpCounters udpCounters() {
    return udpCounters;
  }

  /** Connections and flows now, by service; read on the event loop. */
  public Map<String, Integer> uses() {
    Map<String, Integer> uses = new TreeMap<>();
    services.keySet().forEach(name -> uses.put(name, quota(name).live()));
    return uses;
  }

  /** How many attempts of trusted peers were refused, by the reason; read on the event loop. */
  public Map<String, Long> refused() {
    return refusals.counts();
  }

  /** Whether this list stream gets updates; there is a limit. */
  boolean watch(Channel stream) {
    if (watchers.size() >= MAX_LIST_STREAMS) {
      return false;
    }
    watchers.add(stream);
    return true;
  }

  void unwatch(Channel stream) {
    watchers.remove(stream);
  }

  /** Tells a list stream to send again. */
  enum Changed {
    INSTANCE
  }
}
