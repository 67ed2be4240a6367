package dev.awl.cli;

import dev.awl.peer.service.Service;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where services of a peer become ports: as {@code --map} says, or all of them on loopback. */
final class PortChoice {

  private final List<MappedPort> maps;

  /**
   * By these maps.
   *
   * @throws AwlException when two of them are for one service
   */
  PortChoice(List<MappedPort> maps) {
    this.maps = List.copyOf(maps);
    for (int i = 0; i < maps.size(); i++) {
      for (MappedPort other : maps.subList(i + 1, maps.size())) {
        MappedPort each = maps.get(i);
        if (each.service().equals(other.service())) {
          throw AwlException.usage("--map names '" + each.service() + "' twice");
        }
      }
    }
  }

  /** Where to listen for it; null: not at all. */
  @Nullable InetSocketAddress placeOf(Service service) {
    if (maps.isEmpty()) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
    for (MappedPort each : maps) {
      if (each.service().equals(service.name())) {
        return each.local();
      }
    }
    return null;
  }

  /**
   * Whether the maps fit what the peer shares.
   *
   * @throws AwlException when one does not
   */
  void check(String peer, List<Service> offered) {
    for (MappedPort each : maps) {
      Service service = find(peer, offered, each.service());
      if (each.ports() > 1 && each.ports() != service.ports()) {
        throw AwlException.usage(
            service.name()
                + " has "
                + service.ports()
                + " ports, --map names "
                + each.ports()
                + "; the first one is enough: --map "
                + service.name()
                + "="
                + each.local().getPort());
      }
      checkPort(each, service, offered);
    }
  }

  /** TCP and UDP have ports of their own: DNS for one is on the same number in both. */
  private void checkPort(MappedPort map, Service service, List<Service> offered) {
    for (MappedPort other : maps) {
      if (!other.equals(map)
          && map.overlaps(other)
          && offered.stream()
              .anyMatch(
                  each -> each.name().equals(other.service()) && each.isUdp() == service.isUdp())) {
        throw AwlException.usage(
            "--map gives port "
                + map.firstCommonPort(other)
                + " to '"
                + map.service()
                + "' and to '"
                + other.service()
                + "'");
      }
    }
  }

  private static Service find(String peer, List<Service> offered, String name) {
    for (Service each : offered) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    throw new AwlException(
        ExitCode.FAILED,
        "no-such-service",
        peer
            + " shares no '"
            + name
            + "'; it shares "
            + offered.stream().map(Service::name).collect(Collectors.joining(", ")));
  }
}
