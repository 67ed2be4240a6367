package dev.awl.cli.up;

import dev.awl.cli.AwlException;
import dev.awl.cli.ExitCode;
import dev.awl.cli.Places;
import dev.awl.cli.up.UpSettings.Connect;
import dev.awl.cli.up.UpSettings.ListedPeer;
import dev.awl.peer.path.PathPreference;
import dev.awl.peer.service.Limits;
import dev.awl.peer.service.SharedService;
import dev.awl.peer.trust.KnownPeer;
import dev.awl.peer.trust.TrustStore;
import dev.awl.wire.rendezvous.PeerId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/**
 * Reads {@code awl.toml}; every mistake is a line of its own that begins with file, line and
 * column.
 */
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
  private static final long MAX_LENGTH = 1024 * 1024;

  private final Mistakes mistakes;
  private final TrustStore known;
  private final @Nullable PeerId own;
  private final TomlReader top;

  private UpFile(Mistakes mistakes, TrustStore known, @Nullable PeerId own, TomlReader top) {
    this.own = own;
    this.mistakes = mistakes;
    this.known = known;
    this.top = top;
  }

  /**
   * What the file says.
   *
   * @param known the home's peers, whose names the file may use
   * @param own this peer's ID, which is a mistake where another one should stand; null: it has none
   * @param server what AWL_SERVER says, for a file that names none; null: nothing
   * @throws AwlException with a line for people for each of the first mistakes
   */
  public static UpSettings read(
      Path path, TrustStore known, @Nullable PeerId own, @Nullable String server) {
    return open(path, known, own).settings(server);
  }

  private static UpFile open(Path path, TrustStore known, @Nullable PeerId own) {
    Mistakes mistakes = new Mistakes(path.toString());
    TomlParseResult toml = Toml.parse(text(path));
    for (TomlParseError each : toml.errors()) {
      String problem = String.valueOf(each.getMessage()).replaceAll("\\s*\\R\\s*", " ");
      mistakes.add(new Mistake(each.position(), problem));
    }
    mistakes.complain(); // what cannot be parsed may lack elsewhere
    return new UpFile(mistakes, known, own, new TomlReader(mistakes, "", toml, TOP));
  }

  /**
   * The peers that the file names; none where there is no file.
   *
   * @throws AwlException with a line for people for each of the first mistakes
   */
  public static Map<String, ListedPeer> peers(Path path, TrustStore known) {
    if (!Files.exists(path)) {
      return Map.of();
    }
    UpFile file = open(path, known, null);
    Map<String, ListedPeer> peers = file.peers();
    file.mistakes.complain();
    return peers;
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

  private UpSettings settings(@Nullable String otherwise) {
    Map<String, ListedPeer> peers = peers();
    PeerNames names = new PeerNames(peers, known, own);
    ServiceTables services = new ServiceTables(top, names, mistakes);
    PathPreference path = mistakes.or(() -> path(top), PathPreference.AUTO);
    URI server = mistakes.orNull(() -> server(otherwise));
    String name = mistakes.orNull(this::name);
    int port = mistakes.or(() -> top.number("udp-port", 0, 65535, 0), 0);
    InetSocketAddress metrics = mistakes.orNull(this::metrics);
    Limits limits = services.limits();
    List<SharedService> shared = services.read();
    TakenPorts taken = taken(port, metrics);
    Map<String, Connect> connects = new ConnectTables(top, names, path, taken, mistakes).read();
    mistakes.complain();
    return new UpSettings(
        Objects.requireNonNull(server),
        name,
        path,
        port,
        metrics,
        limits,
        peers,
        shared,
        connects,
        mistakes.doubts());
  }

  private TakenPorts taken(int udp, @Nullable InetSocketAddress metrics) {
    TakenPorts taken = new TakenPorts(mistakes);
    if (udp != 0) {
      taken.own(top, "udp-port", "UDP", new InetSocketAddress(udp));
    }
    if (metrics != null) {
      taken.own(top, "metrics", "TCP", metrics);
    }
    return taken;
  }

  private URI server(@Nullable String otherwise) {
    String text = top.text("server");
    if (text == null && otherwise == null) {
      throw new Mistake(null, "no server: add server = \"ws://HOST:8080\", or set AWL_SERVER");
    }
    if (text == null) {
      return Places.serverOfEnvironment(String.valueOf(otherwise));
    }
    try {
      return Places.server(text);
    } catch (AwlException e) {
      throw top.error("server", e.line());
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
    for (String name : mistakes.or(() -> top.keys("peers"), List.<String>of())) {
      TomlReader table = mistakes.orNull(() -> top.table("peers", name, PEER));
      if (!KnownPeer.isName(name)) {
        mistakes.add(top.all("peers").error(name, "'" + name + "' is no name for a peer"));
      }
      if (table == null) {
        peers.put(name, new ListedPeer(standIn(name), null, null));
        continue;
      }
      PeerId peer = mistakes.or(() -> id(name, table), standIn(name));
      String other = seen.putIfAbsent(peer, name);
      if (other != null) {
        mistakes.add(table.error("id", "'" + other + "' has this ID already"));
      }
      List<String> allow = mistakes.orNull(() -> table.texts("allow"));
      PathPreference path = mistakes.orNull(() -> path(table));
      peers.put(name, new ListedPeer(peer, allow == null ? null : Set.copyOf(allow), path));
    }
    return peers;
  }

  private PeerId id(String name, TomlReader table) {
    String id = table.requiredText("id", top.all("peers"), name);
    try {
      PeerId peer = PeerId.parse(id);
      if (Objects.equals(peer, own)) {
        throw table.error("id", PeerNames.OWN);
      }
      return peer;
    } catch (IllegalArgumentException e) {
      throw table.error("id", String.valueOf(e.getMessage()));
    }
  }

  /** For a peer whose ID is wrong, so that those who name it are not told to be wrong as well. */
  private static PeerId standIn(String name) {
    return PeerId.ofHash(Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), 32));
  }
}
