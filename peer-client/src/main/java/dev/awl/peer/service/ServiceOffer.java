package dev.awl.peer.service;

import java.util.List;
import java.util.Map;

/**
 * What a peer tells another one that it may use.
 *
 * @param rates by service, what it keeps to; the access peer keeps to it as well in the direction
 *     of the service, or what waits for its turn would fill the window that all streams of a
 *     connection share
 */
record ServiceOffer(List<Service> services, Map<String, Rate> rates) {

  ServiceOffer {
    services = List.copyOf(services);
    rates = Map.copyOf(rates);
  }

  static ServiceOffer of(List<Service> services) {
    return new ServiceOffer(services, Map.of());
  }
}
