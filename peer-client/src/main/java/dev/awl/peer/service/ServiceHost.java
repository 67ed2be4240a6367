package dev.awl.peer.service;

import dev.awl.peer.channel.PeerChannel;
import dev.awl.peer.channel.StreamKind;
import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The inner side: the services this peer offers, to every channel it is attached to. All calls on
 * the channels' event loop.
 */
public final class ServiceHost {

  private static final int MAX_LIST_STREAMS = 1024;

  private final Set<Channel> watchers = new HashSet<>();
  private Map<String, Service> services;

  /**
   * Offers these services.
   *
   * @throws IllegalArgumentException when two have the same name
   */
  public ServiceHost(List<Service> services) {
    this.services = byName(services);
  }

  private static Map<String, Service> byName(List<Service> services) {
    if (services.size() > ServiceList.MAX_SERVICES) {
      throw new IllegalArgumentException(
          "a peer shares at most " + ServiceList.MAX_SERVICES + " services");
    }
    Map<String, Service> byName = new LinkedHashMap<>();
    for (Service each : services) {
      if (byName.put(each.name(), each) != null) {
        throw new IllegalArgumentException(
            "two services are called '"
                + each.name()
                + "': give one another name, NAME="
                + each.protocol()
                + "://"
                + each.target());
      }
    }
    return byName;
  }

  /**
   * Serves one peer's channel. Called right after it was opened: the peer may be ready, and ask,
   * before we are.
   *
   * @param allowed asked for every list and every connection: whether this peer is trusted now
   */
  public void attach(PeerChannel channel, BooleanSupplier allowed) {
    channel.accept(StreamKind.SERVICES, () -> new ServiceListSender(this, allowed));
    channel.accept(StreamKind.TCP, () -> new ServiceDialer(this, allowed));
  }

  /** Replaces the services; peers that have asked for the list get the new one. */
  public void update(List<Service> services) {
    this.services = byName(services);
    watchers.forEach(watcher -> watcher.pipeline().fireUserEventTriggered(Changed.INSTANCE));
  }

  /** What is offered now. */
  public List<Service> services() {
    return List.copyOf(services.values());
  }

  @Nullable Service find(String name) {
    return services.get(name);
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
