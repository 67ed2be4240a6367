package dev.awl.cli.up;

import dev.awl.peer.service.DialOptions;
import dev.awl.peer.service.Limits;
import dev.awl.peer.service.Rate;
import dev.awl.peer.service.ServiceSpec;
import dev.awl.peer.service.SharedService;
import dev.awl.wire.rendezvous.PeerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code [services]} and {@code [limits]} of {@code awl.toml}: what is shared, and how. */
final class ServiceTables {

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

  private final TomlReader top;
  private final PeerNames names;
  private final Mistakes mistakes;

  ServiceTables(TomlReader top, PeerNames names, Mistakes mistakes) {
    this.top = top;
    this.names = names;
    this.mistakes = mistakes;
  }

  List<SharedService> read() {
    List<SharedService> services = new ArrayList<>();
    for (String name : mistakes.or(() -> top.keys("services"), List.<String>of())) {
      TomlReader table = mistakes.orNull(() -> top.table("services", name, SERVICE));
      SharedService service = table == null ? null : service(name, table);
      if (service != null) {
        services.add(service);
      }
    }
    return services;
  }

  /** Null where it has no target; the rest is read all the same. */
  private @Nullable SharedService service(String name, TomlReader table) {
    SharedService plain = mistakes.orNull(() -> plain(name, table));
    Set<PeerId> allowed = allowed(table, plain == null ? null : plain.allow());
    DialOptions dial = dial(table, plain == null ? DialOptions.DEFAULT : plain.dial());
    Limits limits = limits(table, "connections", plain == null ? Limits.NONE : plain.limits());
    return plain == null ? null : new SharedService(plain.service(), allowed, dial, limits);
  }

  private SharedService plain(String name, TomlReader table) {
    String target = table.requiredText("target", top.all("services"), name);
    try {
      return ServiceSpec.parse(name + "=" + target, peer -> names.find(peer, table, "target"));
    } catch (IllegalArgumentException e) {
      throw table.error("target", String.valueOf(e.getMessage()));
    }
  }

  /** What all services together may take. */
  Limits limits() {
    TomlReader table = mistakes.orNull(() -> top.table("limits", LIMITS));
    return table == null ? Limits.NONE : limits(table, "connections-per-peer", Limits.NONE);
  }

  private Limits limits(TomlReader table, String connections, Limits otherwise) {
    Rate rate = mistakes.orNull(() -> rate(table));
    int most =
        mistakes.or(
            () -> table.number(connections, 1, Integer.MAX_VALUE, otherwise.connections()),
            otherwise.connections());
    return new Limits(rate == null ? otherwise.rate() : rate, most);
  }

  private static @Nullable Rate rate(TomlReader table) {
    String text = table.text("rate");
    try {
      return text == null ? null : Rate.parse(text);
    } catch (IllegalArgumentException e) {
      throw table.error("rate", String.valueOf(e.getMessage()));
    }
  }

  private DialOptions dial(TomlReader table, DialOptions otherwise) {
    Duration connect = duration(table, "connect-timeout", otherwise.connect());
    Duration idle = duration(table, "idle-timeout", otherwise.idle());
    boolean proxy =
        mistakes.or(() -> table.flag("proxy-protocol"), false) || otherwise.proxyHeader();
    try {
      return new DialOptions(connect, idle, proxy);
    } catch (IllegalArgumentException e) {
      mistakes.add(table.error("connect-timeout", String.valueOf(e.getMessage())));
      return otherwise;
    }
  }

  private Duration duration(TomlReader table, String key, Duration otherwise) {
    return mistakes.or(
        () -> {
          String text = table.text(key);
          try {
            return text == null ? otherwise : DialOptions.duration(text);
          } catch (IllegalArgumentException e) {
            throw table.error(key, String.valueOf(e.getMessage()));
          }
        },
        otherwise);
  }

  private @Nullable Set<PeerId> allowed(TomlReader table, @Nullable Set<PeerId> otherwise) {
    List<String> texts = mistakes.orNull(() -> table.texts("allow"));
    if (texts == null) {
      return otherwise;
    }
    Set<PeerId> allowed = new HashSet<>();
    for (String text : texts) {
      PeerId peer = mistakes.orNull(() -> names.find(text, table, "allow"));
      if (peer != null) {
        allowed.add(peer);
      }
    }
    return allowed;
  }
}
