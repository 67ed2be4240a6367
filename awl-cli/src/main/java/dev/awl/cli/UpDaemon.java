package dev.awl.cli;

import dev.awl.cli.up.UpSettings;
import dev.awl.cli.up.UpTrust;
import dev.awl.cli.up.Uplink;
import dev.awl.peer.PathReport;
import dev.awl.peer.PeerClient;
import dev.awl.peer.PeerSession;
import dev.awl.peer.identity.Identity;
import dev.awl.peer.service.BoundListener;
import dev.awl.peer.service.LocalServices;
import dev.awl.peer.service.Service;
import dev.awl.peer.trust.TrustStore;
import dev.awl.wire.AddressText;
import dev.awl.wire.rendezvous.PeerId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Both roles of one peer as a file says, and as it says after a reload. */
final class UpDaemon implements AutoCloseable {

  private static final long CODE_MINUTES = 10;

  private final Output output;
  private final TrustStore known;
  private final Path home;
  private final UpTrust trust;
  private final RunningPeer running;
  private final EventLoop loop;
  private final Report report;
  private final Map<String, Uplink> uplinks = new LinkedHashMap<>(); // on the event loop
  private final UpSettings started;
  private volatile UpSettings settings;
  private @Nullable Future<?> hiding; // on the event loop

  private UpDaemon(
      UpSettings settings, Identity identity, TrustStore known, Path home, Output output) {
    this.started = settings;
    this.settings = settings;
    this.output = output;
    this.known = known;
    this.home = home;
    this.trust = new UpTrust(known, settings);
    this.report = new Report(this::name, output);
    this.running =
        RunningPeer.start(
            RunningPeer.settings(settings.server(), identity)
                .trusting(trust)
                .sharing(settings.services())
                .within(settings.limits())
                .preferring(peer -> this.settings.pathTo(peer))
                .on(new InetSocketAddress(settings.udpPort()))
                .build(),
            report);
    this.loop = running.loop();
  }

  /**
   * Starts it; it is registered when this returns.
   *
   * @param home where the authority of FTPS is kept
   * @throws AwlException where it cannot register
   */
  static UpDaemon start(
      UpSettings settings, Identity identity, TrustStore known, Path home, Output output) {
    return new UpDaemon(settings, identity, known, home, output);
  }

  /** Connects to the peers whose services are used here, and goes on trying. */
  void connect() {
    loop.execute(() -> connect(settings));
  }

  PeerClient client() {
    return running.client();
  }

  EventLoop loop() {
    return loop;
  }

  UpSettings settings() {
    return settings;
  }

  /** What people here call it. */
  String name(PeerId peer) {
    return trust.nameOf(peer);
  }

  /** The one in use; the file may name another one by now. */
  URI server() {
    return started.server();
  }

  TrustStore known() {
    return known;
  }

  Report report() {
    return report;
  }

  /** Shows codes for ten minutes; the first one is the answer. */
  String showCode() {
    if (client().isTakenOver()) {
      throw new AwlException(
          ExitCode.FAILED,
          "taken-over",
          "another process with this identity is registered at "
              + server()
              + ", and who pairs would reach that one; stop one of them");
    }
    ShownCodes codes = new ShownCodes(output, server(), known);
    client().pairing().showCodes(OwnName.of(settings.name()), codes);
    String code = codes.awaitFirst();
    if (code == null) {
      throw new AwlException(
          ExitCode.FAILED, "no-code", "the server " + server() + " gives no code now");
    }
    loop.execute(
        () -> {
          if (hiding != null) {
            hiding.cancel(false);
          }
          hiding = loop.schedule(client().pairing()::hideCodes, CODE_MINUTES, TimeUnit.MINUTES);
        });
    return code;
  }

  /** Those that there are now; on the event loop. */
  List<Uplink> uplinks() {
    return List.copyOf(uplinks.values());
  }

  /** Who is let in has changed in the home's file. */
  void trustChanged() {
    client().trustChanged();
  }

  /**
   * Does what differs; sessions and connections of what stays as it is do not notice.
   *
   * @return what takes a restart, in a line; null: nothing
   */
  @Nullable String follow(UpSettings next) {
    UpSettings before = settings;
    settings = next;
    loop.execute(
        () -> {
          trust.follow(next);
          boolean same =
              before.services().equals(next.services()) && before.limits().equals(next.limits());
          if (!same) {
            client().services().update(next.services(), next.limits());
          }
          client().trustChanged();
          connect(next);
          hangUpWherePathsDiffer(before, next);
        });
    return next.needsRestart(started)
        ? "server, udp-port and metrics are taken at the start only: restart for those"
        : null;
  }

  /** Both sides of a session keep to the paths that it began with. */
  private void hangUpWherePathsDiffer(UpSettings before, UpSettings next) {
    client().live().stream()
        .map(PeerSession::peer)
        .distinct()
        .filter(peer -> before.pathTo(peer) != next.pathTo(peer))
        .forEach(peer -> client().endSessions(peer, "its paths are others from now on"));
  }

  private void connect(UpSettings wanted) {
    for (String name : List.copyOf(uplinks.keySet())) {
      UpSettings.Connect now = wanted.connects().get(name);
      Uplink uplink = uplinks.get(name);
      if (uplink != null && (now == null || !now.peer().equals(uplink.peer()))) {
        uplinks.remove(name);
        uplink.close();
      } else if (uplink != null && now != null) {
        uplink.follow(now);
      }
    }
    wanted
        .connects()
        .forEach(
            (name, connect) -> {
              if (!uplinks.containsKey(name)) {
                Uplink made =
                    new Uplink(
                        client(), loop, name, connect, home, new Ports(name), report::notice);
                uplinks.put(name, made);
                made.connect();
              }
            });
  }

  @Override
  public void close() {
    running.close();
  }

  /** Prints, and brings uplinks back. */
  final class Report extends PeerReport {

    private final AtomicLong untrusted = new AtomicLong();

    Report(Function<PeerId, String> names, Output output) {
      super(names, output);
    }

    /** How often peers came that nobody trusts. */
    long untrusted() {
      return untrusted.get();
    }

    @Override
    public void untrusted(PeerId peer) {
      untrusted.incrementAndGet();
      super.untrusted(peer);
    }

    @Override
    public void path(PathReport path) {
      super.path(path);
      uplinks.values().forEach(each -> each.path(path));
    }

    @Override
    public void stranded(PeerSession session) {
      uplinks.values().forEach(each -> each.stranded(session));
    }

    @Override
    public void disconnected(PeerSession session, String reason) {
      super.disconnected(session, reason);
      uplinks.values().forEach(each -> each.disconnected(session, reason));
    }
  }

  /** Prints what becomes of the ports of one uplink. */
  private final class Ports implements LocalServices.Listener {

    private final String name;
    private final Map<String, String> addresses = new HashMap<>();

    Ports(String name) {
      this.name = name;
    }

    private void tell(String word, String event, BoundListener port) {
      Service service = port.service();
      String address =
          addresses.computeIfAbsent(service.name(), unused -> AddressText.here(port.address()));
      String data = service.data() == null ? "" : ", data " + service.data();
      output.line(word + " " + name + "/" + service.name() + " on " + address + data);
      output.event(
          event,
          json -> {
            json.writeStringField("connect", name);
            json.writeStringField("service", service.name());
            json.writeStringField("protocol", service.protocol());
            json.writeStringField("address", address);
          });
    }

    @Override
    public void opened(BoundListener port) {
      addresses.remove(port.service().name());
      tell("open   ", "listening", port);
    }

    @Override
    public void changed(BoundListener port) {
      tell("changed", "changed", port);
    }

    @Override
    public void closed(BoundListener port) {
      tell("closed ", "closed", port);
    }

    @Override
    public void failed(Service service, String why) {
      report.notice(name + "/" + service.name() + ": " + why);
    }
  }

  /** The services that are shared, for people. */
  List<String> shared() {
    List<String> lines = new ArrayList<>();
    settings.services().forEach(each -> lines.add(each.service().toString()));
    return lines;
  }
}
