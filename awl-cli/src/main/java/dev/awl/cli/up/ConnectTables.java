package dev.awl.cli.up;

import dev.awl.cli.MappedPort;
import dev.awl.cli.up.UpSettings.Connect;
import dev.awl.cli.up.UpSettings.ListedPeer;
import dev.awl.peer.path.PathPreference;
import dev.awl.peer.service.DataConnections;
import dev.awl.peer.service.PortRange;
import dev.awl.wire.rendezvous.PeerId;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
  private final Mistakes mistakes;
  private final TakenPorts taken;

  ConnectTables(
      TomlReader top,
      PeerNames names,
      PathPreference defaultPath,
      TakenPorts taken,
      Mistakes mistakes) {
    this.taken = taken;
    this.top = top;
    this.names = names;
    this.defaultPath = defaultPath;
    this.mistakes = mistakes;
  }

  Map<String, Connect> read() {
    Map<String, Connect> connects = new LinkedHashMap<>();
    Set<PeerId> seen = new HashSet<>();
    for (String name : mistakes.or(() -> top.keys("connect"), List.<String>of())) {
      TomlReader table = mistakes.orNull(() -> top.table("connect", name, KEYS));
      if (table == null) {
        continue;
      }
      PeerId peer = mistakes.orNull(() -> peer(name, table));
      if (peer != null && !seen.add(peer)) {
        mistakes.add(top.all("connect").error(name, "that peer is connected to already above"));
      }
      Map<String, InetSocketAddress> places = places(table);
      PathPreference path = mistakes.orNull(() -> UpFile.path(table));
      DataConnections data = dataConnections(table);
      Ftps ftps = FtpsKeys.read(table, mistakes);
      if (peer != null) {
        connects.put(
            name, new Connect(peer, places, path == null ? pathTo(peer) : path, data, ftps));
      }
    }
    return connects;
  }

  private PeerId peer(String name, TomlReader table) {
    String text = table.text("peer");
    return text == null
        ? names.find(name, top.all("connect"), name)
        : names.find(text, table, "peer");
  }

  private PathPreference pathTo(PeerId peer) {
    for (ListedPeer each : names.listed().values()) {
      PathPreference own = each.path();
      if (own != null && each.id().equals(peer)) {
        return own;
      }
    }
    return defaultPath;
  }

  private DataConnections dataConnections(TomlReader table) {
    InetAddress address = mistakes.orNull(() -> ftpAddress(table));
    PortRange ports = mistakes.or(() -> ftpPorts(table), PortRange.ANY);
    return new DataConnections(address, ports);
  }

  private static @Nullable InetAddress ftpAddress(TomlReader table) {
    String text = table.text("ftp-address");
    if (text == null) {
      return null;
    }
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
    if (address == null) {
      throw table.error("ftp-address", "'" + text + "' is no IP address");
    }
    return address;
  }

  private static @Nullable PortRange ftpPorts(TomlReader table) {
    String text = table.text("ftp-ports");
    try {
      return text == null ? null : PortRange.parse(text);
    } catch (IllegalArgumentException e) {
      throw table.error("ftp-ports", String.valueOf(e.getMessage()));
    }
  }

  private Map<String, InetSocketAddress> places(TomlReader table) {
    Map<String, InetSocketAddress> places = new LinkedHashMap<>();
    for (String service : mistakes.or(() -> table.keys("map"), List.<String>of())) {
      MappedPort place = mistakes.orNull(() -> place(table.all("map"), service));
      if (place != null) {
        places.put(service, place.local());
      }
    }
    return places;
  }

  private MappedPort place(TomlReader map, String service) {
    MappedPort place;
    try {
      place = MappedPort.of(service + "=" + map.text(service));
    } catch (IllegalArgumentException e) {
      throw map.error(service, String.valueOf(e.getMessage()));
    }
    taken.mapped(map, place);
    return place;
  }
}
