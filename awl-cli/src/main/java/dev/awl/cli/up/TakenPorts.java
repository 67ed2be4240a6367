package dev.awl.cli.up;

import dev.awl.cli.MappedPort;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The ports that a file gives away, and to whom. A port of an address is enough for two, one with
 * TCP and one with UDP; which of them a mapped service is, its peer knows alone.
 */
final class TakenPorts {

  /** Of those that have a port already: more would say the same again. */
  private static final int TOLD = 100;

  private final List<Taker> takers = new ArrayList<>();
  private final Mistakes mistakes;

  TakenPorts(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  /** Notes a port of our own, by TCP or UDP; there is one of each at most. */
  void own(TomlReader table, String key, String transport, InetSocketAddress local) {
    String who = "'" + key + "' (" + table.place(key) + ", " + transport + ")";
    takers.add(new Taker(who, new MappedPort(key, local, 1)));
  }

  /** Notes a port of a service, which is a mistake where there are two others, a doubt at one. */
  void mapped(TomlReader map, MappedPort place) {
    String key = place.service();
    List<Taker> others =
        takers.stream().filter(each -> place.overlaps(each.place())).limit(TOLD).toList();
    for (Taker one : others) {
      for (Taker other : others) {
        if (!one.equals(other) && one.place().overlaps(other.place())) {
          int port = Math.max(one.place().firstCommonPort(other.place()), place.local().getPort());
          throw map.error(
              key,
              "port %d is given to %s and to %s already; it is enough for one TCP and one UDP service"
                  .formatted(port, one.who(), other.who()));
        }
      }
    }
    for (Taker each : others) {
      int port = place.firstCommonPort(each.place());
      mistakes.doubt(
          map.error(
              key,
              "port %d is given to %s, too: good only if one is TCP and the other UDP"
                  .formatted(port, each.who())));
    }
    takers.add(new Taker("'" + map.name(key) + "' (" + map.place(key) + ")", place));
  }

  private record Taker(String who, MappedPort place) {}
}
