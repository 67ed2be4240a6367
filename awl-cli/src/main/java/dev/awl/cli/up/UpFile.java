package dev.awl.cli.up;

import dev.awl.cli.AwlException;
import dev.awl.cli.ExitCode;
import dev.awl.cli.Places;
import dev.awl.cli.up.UpSettings.ListedPeer;
import dev.awl.peer.path.PathPreference;
import dev.awl.peer.service.DialOptions;
import dev.awl.peer.service.Limits;
import dev.awl.peer.service.Rate;
import dev.awl.peer.service.ServiceSpec;
import dev.awl.peer.service.SharedService;
import dev.awl.peer.trust.KnownPeer;
import dev.awl.peer.trust.TrustStore;
import dev.awl.wire.rendezvous.PeerId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/** Reads {@code awl.toml}; every mistake is one line that begins with file, line and column. */
public final class UpFile {

  private static final Set<String> TOP =
      Set.of(
          "server",
          "name",
          "path",
          "udp-port",
          "metrics",
          "limits",
          "peers",
          "services",
          "connect");
  private static final Set<String> PEER = Set.of("id", "allow", "path");
  private static final Set<String> SERVICE =
      Set.of(
          "target",
          "allow",
          "connect-timeout",
          "idle-timeout",
          "proxy-protocol",
          "rate",
          "connections");
  private static final Set<String> LIMITS = Set.of("rate", "connections-per-peer");
  private static final long MAX_LENGTH = 1024 * 1024;

  private final String file;
  private final TrustStore known;
  private final TomlReader top;

  private UpFile(String file, TrustStore known, TomlReader top) {
    this.file = file;
    this.known = known;
    this.top = top;
  }

  /**
   * What the file says.
   *
   * @param known the home's peers, whose names the file may use
   * @param server the server where the file names none; null: there is none
   * @throws AwlException with one line for people
   */
  public static UpSettings read(Path path, TrustStore known, @Nullable String server) {
    return open(path, known).settings(server);
  }

  private static UpFile open(Path path, TrustStore known) {
    String file = path.toString();
    TomlParseResult toml = Toml.parse(text(path));
    if (toml.hasErrors()) {
      TomlParseError first = toml.errors().get(0);
      String problem = String.valueOf(first.getMessage()).replaceAll("\\s*\\R\\s*", " ");
      throw TomlReader.error(file, first.position(), problem);
    }
    TomlReader top = new TomlReader(file, "", toml, TOP);
    return new UpFile(file, known, top);
  }

  /**
   * The peers that the file names; none where there is no file.
   *
   * @throws AwlException with one line for people
   */
  public static Map<String, ListedPeer> peers(Path path, TrustStore known) {
    return Files.exists(path) ? open(path, known).peers() : Map.of();
  }

  private static String text(Path path) {
    try {
      if (Files.size(path) > MAX_LENGTH) {
        throw new IOException("it is longer than a megabyte");
      }
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      throw new AwlException(
          ExitCode.USAGE,
          "config",
          "there is no " + path + "; docs/awl.toml in the sources is an example to start from",
          e);
    } catch (CharacterCodingException e) {
      throw new AwlException(
          ExitCode.USAGE, "config", "cannot read " + path + ": it is no text in UTF-8", e);
    } catch (AccessDeniedException e) {
      throw new AwlException(
          ExitCode.USAGE, "config", "cannot read " + path + ": the system does not allow it", e);
    } catch (IOException e) {
      throw new AwlException(
          ExitCode.USAGE, "config", "cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private UpSettings settings(@Nullable String server) {
    Map<String, ListedPeer> peers = peers();
    PeerNames names = new PeerNames(peers, known);
    return new UpSettings(
        server(server),
        name(),
        defaultPath(),
        top.number("udp-port", 0, 65535, 0),
        metrics(),
        limits(),
        peers,
        services(names),
        new ConnectTables(top, names, defaultPath()).read());
  }

  private URI server(@Nullable String otherwise) {
    String text = top.text("server");
    if (text == null && otherwise == null) {
      throw TomlReader.error(
          file, null, "no server: add server = \"ws://HOST:8080\", or set AWL_SERVER");
    }
    try {
      return Places.server(text == null ? String.valueOf(otherwise) : text);
    } catch (AwlException e) {
      throw text == null ? e : top.error("server", e.line());
    }
  }

  private @Nullable String name() {
    String name = top.text("name");
    if (name != null && !KnownPeer.isName(name)) {
      throw top.error(
          "name", "'" + name + "': 1 to 32 lower-case letters, digits and dashes, a letter first");
    }
    return name;
  }

  private @Nullable InetSocketAddress metrics() {
    String text = top.text("metrics");
    try {
      return text == null ? null : Places.listen(text);
    } catch (IllegalArgumentException e) {
      throw top.error("metrics", String.valueOf(e.getMessage()));
    }
  }

  private PathPreference defaultPath() {
    PathPreference path = path(top);
    return path == null ? PathPreference.AUTO : path;
  }

  static @Nullable PathPreference path(TomlReader table) {
    String text = table.text("path");
    if (text == null) {
      return null;
    }
    for (PathPreference each : PathPreference.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
        return each;
      }
    }
    throw table.error("path", "'" + text + "' is no path; there are auto, direct and relay");
  }

  private Map<String, ListedPeer> peers() {
    Map<String, ListedPeer> peers = new LinkedHashMap<>();
    Map<PeerId, String> seen = new HashMap<>();
    for (String name : top.keys("peers")) {
      TomlReader table = top.table("peers", name, PEER);
      if (!KnownPeer.isName(name)) {
        throw top.all("peers").error(name, "'" + name + "' is no name for a peer");
      }
      String id = table.requiredText("id", top.all("peers"), name);
      List<String> allow = table.texts("allow");
      try {
        PeerId peer = PeerId.parse(id);
        String other = seen.putIfAbsent(peer, name);
        if (other != null) {
          throw table.error("id", "'" + other + "' has this ID already");
        }
        peers.put(
            name, new ListedPeer(peer, allow == null ? null : Set.copyOf(allow), path(table)));
      } catch (IllegalArgumentException e) {
        throw table.error("id", String.valueOf(e.getMessage()));
      }
    }
    return peers;
  }

  private List<SharedService> services(PeerNames names) {
    List<SharedService> services = new ArrayList<>();
    for (String name : top.keys("services")) {
      TomlReader table = top.table("services", name, SERVICE);
      String target = table.requiredText("target", top.all("services"), name);
      try {
        SharedService plain =
            ServiceSpec.parse(name + "=" + target, peer -> names.find(peer, table, "target"));
        services.add(
            new SharedService(
                plain.service(),
                allowed(table, names, plain.allow()),
                dial(table, plain.dial()),
                limits(table, "connections", plain.limits())));
      } catch (IllegalArgumentException e) {
        throw table.error("target", String.valueOf(e.getMessage()));
      }
    }
    return services;
  }

  private Limits limits() {
    TomlReader table = top.table("limits", LIMITS);
    return table == null ? Limits.NONE : limits(table, "connections-per-peer", Limits.NONE);
  }

  private static Limits limits(TomlReader table, String connections, Limits otherwise) {
    String text = table.text("rate");
    try {
      return new Limits(
          text == null ? otherwise.rate() : Rate.parse(text),
          table.number(connections, 1, Integer.MAX_VALUE, otherwise.connections()));
    } catch (IllegalArgumentException e) {
      throw table.error("rate", String.valueOf(e.getMessage()));
    }
  }

  private DialOptions dial(TomlReader table, DialOptions otherwise) {
    Duration connect = duration(table, "connect-timeout", otherwise.connect());
    Duration idle = duration(table, "idle-timeout", otherwise.idle());
    boolean proxy = table.flag("proxy-protocol") || otherwise.proxyHeader();
    try {
      return new DialOptions(connect, idle, proxy);
    } catch (IllegalArgumentException e) {
      throw table.error("connect-timeout", String.valueOf(e.getMessage()));
    }
  }

  private static Duration duration(TomlReader table, String key, Duration otherwise) {
    String text = table.text(key);
    if (text == null) {
      return otherwise;
    }
    try {
      return DialOptions.duration(text);
    } catch (IllegalArgumentException e) {
      throw table.error(key, String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Set<PeerId> allowed(
      TomlReader table, PeerNames names, @Nullable Set<PeerId> otherwise) {
    List<String> texts = table.texts("allow");
    if (texts == null) {
      return otherwise;
    }
    Set<PeerId> allowed = new HashSet<>();
    for (String text : texts) {
      allowed.add(names.find(text, table, "allow"));
    }
    return allowed;
  }
}
