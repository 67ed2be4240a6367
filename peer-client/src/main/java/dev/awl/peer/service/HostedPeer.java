package dev.awl.peer.service;

import dev.awl.wire.rendezvous.PeerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One peer at a {@link ServiceHost}: what it may use. */
final class HostedPeer {

  private final ServiceHost host;
  private final PeerId peer;
  private final Access access;
  private int live;

  HostedPeer(ServiceHost host, PeerId peer, Access access) {
    this.host = host;
    this.peer = peer;
    this.access = access;
  }

  PeerId id() {
    return peer;
  }

  /** For people: its name where it has one, and the beginning of its ID. */
  private String called() {
    String name = access.name();
    return name.isEmpty() ? peer.brief() : name + " (" + peer.brief() + ")";
  }

  ServiceHost host() {
    return host;
  }

  /** The services that this peer may know of. */
  ServiceOffer offer() {
    List<Service> services = new ArrayList<>();
    Map<String, Rate> rates = new HashMap<>();
    for (SharedService each : host.shared()) {
      if (mayUse(each.service().name())) {
        services.add(each.service());
        Rate rate = Rate.lower(each.limits().rate(), host.limits().rate());
        if (rate != null) {
          rates.put(each.service().name(), rate);
        }
      }
    }
    return new ServiceOffer(services, rates);
  }

  boolean mayUse(String service) {
    SharedService shared = host.find(service);
    return shared != null && access.isAdmitted() && access.mayUse(service) && shared.allows(peer);
  }

  /** The service asked for; null, and logged once, when this peer may not use it. */
  @Nullable SharedService ask(String service) {
    if (mayUse(service)) {
      return host.find(service);
    }
    host.refusals().refused(called(), service);
    return null;
  }

  /** Whether it may begin one more connection or flow; logged once when it may not. */
  boolean hasRoom(SharedService shared) {
    int most = host.limits().connections();
    boolean room = host.quota(shared.service().name()).hasRoom() && (most == 0 || live < most);
    if (!room) {
      host.refusals().full(called(), shared.service().name());
    }
    return room;
  }

  /** A target that the service leads to was no good; logged once. */
  DialStatus unreached(Service service, String target, DialStatus status) {
    host.refusals().unreached(called(), service, target, status);
    return status;
  }

  void begin() {
    live++;
  }

  void end() {
    live--;
  }

  /** Why {@link #ask} said no, as far as the peer is told: not whether there is such a service. */
  DialStatus refusal() {
    return access.isAdmitted() ? DialStatus.UNKNOWN_SERVICE : DialStatus.NOT_ALLOWED;
  }
}
