package dev.awl.peer.service;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseCombiner;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A peer's services as local ports, kept as the peer's list is: a service that comes gets a port,
 * one that goes loses it, one whose target changes keeps it, and one that comes back gets the one
 * that it had if that is still free. All calls on the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures go to the listener
public final class LocalServices {

  /** Told what happens to the ports. */
  public interface Listener {
    /** The peer has told its services, for the first time or anew. */
    default void listed(List<Service> services) {}

    void opened(BoundListener port);

    /** The service has another target now; the port is the same. */
    void changed(BoundListener port);

    void closed(BoundListener port);

    /** No port for this service; tried again when the list changes. */
    void failed(Service service, String why);
  }

  /** Ports remembered of services that may come back; beyond that the oldest is forgotten. */
  private static final int MOST_CHOSEN = 1000;

  private final ServiceUser user;
  private final Function<Service, @Nullable InetSocketAddress> places;
  private final Listener listener;
  private final Map<String, BoundListener> open = new LinkedHashMap<>();
  private final Set<String> opening = new HashSet<>();
  private final Map<String, Integer> chosen = new LinkedHashMap<>();
  private Map<String, Service> offered = Map.of();

  /**
   * Will keep ports for the services of this user's peer.
   *
   * @param places where to listen for a service, port 0 to choose; null: not at all
   */
  public LocalServices(
      ServiceUser user, Function<Service, @Nullable InetSocketAddress> places, Listener listener) {
    this.user = user;
    this.places = places;
    this.listener = listener;
    user.onUpdate(this::listed);
  }

  /** Asks the peer for its list, also on a new channel, and follows it from then on. */
  public Future<List<Service>> refresh() {
    Future<List<Service>> list = user.list();
    list.addListener(
        (Future<List<Service>> listed) -> {
          if (listed.isSuccess()) {
            listed(listed.getNow());
          }
        });
    return list;
  }

  private void listed(List<Service> services) {
    listener.listed(services);
    follow(services);
  }

  /** Makes the ports as this list wants them; succeeds when they are, fails as the first failed. */
  public Future<Void> follow(List<Service> services) {
    Map<String, Service> wanted = new HashMap<>();
    services.forEach(each -> wanted.put(each.name(), each));
    offered = wanted;
    for (BoundListener each : List.copyOf(open.values())) {
      Service now = wanted.get(each.service().name());
      if (now == null || !sameShape(now, each.service())) {
        close(each);
      } else if (!now.equals(each.service())) {
        each.serve(now);
        listener.changed(each);
      }
    }
    PromiseCombiner all = new PromiseCombiner(ImmediateEventExecutor.INSTANCE);
    for (Service each : services) {
      InetSocketAddress place = places.apply(each);
      if (place != null && !open.containsKey(each.name()) && opening.add(each.name())) {
        all.add(listen(each, place));
      }
    }
    Promise<Void> done = ImmediateEventExecutor.INSTANCE.newPromise();
    all.finish(done);
    return done;
  }

  private static boolean sameShape(Service one, Service other) {
    return one.ports() == other.ports()
        && Objects.equals(one.data(), other.data())
        && one.isUdp() == other.isUdp()
        && one.isSocks() == other.isSocks();
  }

  private Future<BoundListener> listen(Service service, InetSocketAddress place) {
    return user.listen(service, place, chosen.getOrDefault(service.name(), 0))
        .addListener(
            (Future<BoundListener> bound) -> {
              opening.remove(service.name());
              if (bound.isSuccess()) {
                if (place.getPort() == 0) {
                  remember(bound.getNow());
                }
                opened(bound.getNow());
              } else {
                listener.failed(service, String.valueOf(bound.cause().getMessage()));
              }
            });
  }

  private void remember(BoundListener port) {
    String service = port.service().name();
    chosen.remove(service); // the newest goes last
    chosen.put(service, port.address().getPort());
    if (chosen.size() > MOST_CHOSEN) {
      chosen.remove(chosen.keySet().iterator().next());
    }
  }

  /** The list may have changed in the meantime. */
  private void opened(BoundListener port) {
    open.put(port.service().name(), port);
    listener.opened(port);
    if (!port.service().equals(offered.get(port.service().name()))) {
      follow(List.copyOf(offered.values()));
    }
  }

  private void close(BoundListener port) {
    open.remove(port.service().name());
    user.close(port);
    listener.closed(port);
  }
}
