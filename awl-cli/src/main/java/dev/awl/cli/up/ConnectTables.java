package dev.awl.cli.up;

import dev.awl.cli.Places;
import dev.awl.cli.up.UpSettings.Connect;
import dev.awl.cli.up.UpSettings.ListedPeer;
import dev.awl.peer.path.PathPreference;
import dev.awl.peer.service.DataConnections;
import dev.awl.peer.service.PortRange;
import dev.awl.wire.rendezvous.PeerId;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code [connect]} of {@code awl.toml}: whose services become local ports, and how. */
final class ConnectTables {

  private static final Set<String> KEYS =
      Set.of(
          "peer",
          "map",
          "path",
          "ftp-address",
          "ftp-ports",
          "ftps",
          "ftps-cert",
          "ftps-key",
          "ftps-ca",
          "ftps-pin");

  private final TomlReader top;
  private final PeerNames names;
  private final PathPreference defaultPath;
  private final List<InetSocketAddress> taken = new ArrayList<>();

  ConnectTables(TomlReader top, PeerNames names, PathPreference defaultPath) {
    this.top = top;
    this.names = names;
    this.defaultPath = defaultPath;
  }

  Map<String, Connect> read() {
    Map<String, Connect> connects = new LinkedHashMap<>();
    Set<PeerId> seen = new HashSet<>();
    for (String name : top.keys("connect")) {
      TomlReader table = top.table("connect", name, KEYS);
      PeerId peer = peer(name, table);
      if (!seen.add(peer)) {
        throw top.all("connect").error(name, "that peer is connected to already above");
      }
      connects.put(
          name,
          new Connect(
              peer,
              places(table),
              pathTo(peer, table),
              dataConnections(table),
              FtpsKeys.read(table)));
    }
    return connects;
  }

  private PeerId peer(String name, TomlReader table) {
    String text = table.text("peer");
    return text == null
        ? names.find(name, top.all("connect"), name)
        : names.find(text, table, "peer");
  }

  private PathPreference pathTo(PeerId peer, TomlReader table) {
    PathPreference own = UpFile.path(table);
    for (ListedPeer each : names.listed().values()) {
      if (own == null && each.id().equals(peer)) {
        own = each.path();
      }
    }
    return own == null ? defaultPath : own;
  }

  private static DataConnections dataConnections(TomlReader table) {
    String address = table.text("ftp-address");
    String ports = table.text("ftp-ports");
    if (address != null
        && !NetUtil.isValidIpV4Address(address)
        && !NetUtil.isValidIpV6Address(address)) {
      throw table.error("ftp-address", "'" + address + "' is no IP address");
    }
    try {
      return new DataConnections(
          address == null ? null : NetUtil.createInetAddressFromIpAddressString(address),
          ports == null ? PortRange.ANY : PortRange.parse(ports));
    } catch (IllegalArgumentException e) {
      throw table.error("ftp-ports", String.valueOf(e.getMessage()));
    }
  }

  private Map<String, InetSocketAddress> places(TomlReader table) {
    Map<String, InetSocketAddress> places = new LinkedHashMap<>();
    for (String service : table.keys("map")) {
      TomlReader map = table.all("map");
      String text = map.text(service);
      try {
        InetSocketAddress place = Places.of(service + "=" + text);
        taken.stream()
            .filter(other -> clash(place, other))
            .findFirst()
            .ifPresent(
                other -> {
                  throw map.error(service, "port " + place.getPort() + " is given away above");
                });
        taken.add(place);
        places.put(service, place);
      } catch (IllegalArgumentException e) {
        throw map.error(service, String.valueOf(e.getMessage()));
      }
    }
    return places;
  }

  private static boolean clash(InetSocketAddress one, InetSocketAddress other) {
    return one.getPort() != 0
        && one.getPort() == other.getPort()
        && (one.getAddress().equals(other.getAddress())
            || one.getAddress().isAnyLocalAddress()
            || other.getAddress().isAnyLocalAddress());
  }
}
