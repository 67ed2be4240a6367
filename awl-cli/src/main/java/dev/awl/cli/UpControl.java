package dev.awl.cli;

import dev.awl.cli.up.Uplink;
import dev.awl.peer.PathReport;
import dev.awl.peer.PeerSession;
import dev.awl.peer.PeerSession.Punching;
import dev.awl.peer.channel.PeerChannel;
import dev.awl.peer.exchange.NatSummary;
import dev.awl.peer.service.BoundListener;
import dev.awl.peer.service.ServiceUser;
import dev.awl.peer.strategy.Strategy;
import dev.awl.peer.strategy.StrategyMatrix;
import dev.awl.peer.strategy.Untried;
import dev.awl.wire.AddressText;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.rendezvous.PeerId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code awl up} answers on its control socket. On the socket's threads. */
final class UpControl implements ControlSocket.Answers {

  private static final int PINGS = 4;

  private static final Punching NOT_TRIED = new Punching(0, 0, 0);

  private final UpDaemon daemon;
  private final PeerId self;
  private final Supplier<String> reload;

  UpControl(UpDaemon daemon, PeerId self, Supplier<String> reload) {
    this.daemon = daemon;
    this.self = self;
    this.reload = reload;
  }

  @Override
  public void answer(String request, JsonLines out) {
    String[] words = request.split(" ", 2);
    String about = words.length == 2 ? words[1].strip() : "";
    try {
      switch (words[0]) {
        case "status" -> status(out);
        case "reload" -> {
          String said = reload.get();
          out.write("reloaded", json -> json.writeStringField("message", said));
        }
        case "pair" -> {
          String code = daemon.showCode();
          out.write(
              "code",
              json -> {
                json.writeStringField("code", code);
                json.writeStringField("server", daemon.server().toString());
              });
        }
        case "ping" -> ping(peer(about), out);
        case "why" -> why(peer(about), out);
        default ->
            throw AwlException.usage("awl up knows status, reload, pair, ping PEER and why PEER");
      }
    } catch (AwlException e) {
      out.write(
          "error",
          json -> {
            json.writeStringField("code", e.code());
            json.writeStringField("message", e.line());
          });
    }
  }

  private PeerId peer(String text) {
    var listed = daemon.settings().peers().get(text);
    var connect = daemon.settings().connects().get(text);
    if (listed != null) {
      return listed.id();
    }
    return connect != null ? connect.peer() : PeerReference.resolve(text, daemon.known());
  }

  private <T> T onLoop(Callable<T> task) {
    return RunningPeer.await(daemon.loop().submit(task));
  }

  private String name(PeerId peer) {
    return daemon.name(peer);
  }

  private record State(List<PeerSession> sessions, List<Link> links, Map<String, Long> shared) {}

  private record Link(
      String name,
      PeerId peer,
      String state,
      List<BoundListener> ports,
      Map<String, String> failed,
      Map<String, Long> datagrams) {
    static Link of(Uplink uplink) {
      return new Link(
          uplink.name(),
          uplink.peer(),
          uplink.state(),
          uplink.ports(),
          uplink.failed(),
          uplink.datagrams());
    }
  }

  private void status(JsonLines out) {
    State state =
        onLoop(
            () ->
                new State(
                    daemon.client().live(),
                    daemon.uplinks().stream().map(Link::of).toList(),
                    daemon.client().services().udpCounters().all()));
    out.write(
        "status",
        json -> {
          json.writeStringField("peer", self.toString());
          json.writeStringField("server", daemon.server().toString());
          json.writeBooleanField("registered", daemon.client().isRegistered());
          json.writeBooleanField("taken_over", daemon.client().isTakenOver());
          json.writeNumberField("services", daemon.settings().services().size());
          json.writeStringField(
              "shares",
              daemon.settings().services().stream()
                  .map(each -> each.service().name())
                  .collect(Collectors.joining(" ")));
          json.writeNumberField("sessions", state.sessions().size());
        });
    udp("shared", state.shared(), out);
    for (PeerSession each : state.sessions()) {
      session(each, out);
    }
    for (Link each : state.links()) {
      out.write(
          "connect",
          json -> {
            json.writeStringField("name", each.name());
            json.writeStringField("peer", each.peer().toString());
            json.writeStringField("state", each.state());
            json.writeStringField(
                "ports",
                each.ports().stream()
                    .map(port -> port.service().name() + "=" + AddressText.here(port.address()))
                    .collect(Collectors.joining(" ")));
          });
      each.failed().forEach((service, why) -> failed(each.name(), service, why, out));
      udp(each.name(), each.datagrams(), out);
    }
  }

  private static void failed(String connect, String service, String why, JsonLines out) {
    out.write(
        "failed",
        json -> {
          json.writeStringField("connect", connect);
          json.writeStringField("service", service);
          json.writeStringField("message", why);
        });
  }

  /** What became of datagrams; nothing where there were none. */
  private static void udp(String of, Map<String, Long> counts, JsonLines out) {
    if (counts.values().stream().anyMatch(each -> each > 0)) {
      out.write(
          "udp",
          json -> {
            json.writeStringField("of", of);
            for (Map.Entry<String, Long> each : counts.entrySet()) {
              json.writeNumberField(each.getKey(), each.getValue());
            }
          });
    }
  }

  private void session(PeerSession session, JsonLines out) {
    PathReport path = session.path();
    out.write(
        "session",
        json -> {
          json.writeStringField("name", name(session.peer()));
          json.writeStringField("peer", session.peer().toString());
          json.writeStringField("kind", path == null ? "none" : path.kind().toString());
          json.writeStringField("strategy", session.strategy().toString());
          json.writeStringField("remote", path == null ? "" : AddressText.here(path.remote()));
          json.writeNumberField("rtt_ms", path == null ? 0 : path.roundTripMillis());
          json.writeStringField("our_nat", nat(session.ourNat()));
          json.writeStringField("their_nat", nat(session.theirNat()));
        });
  }

  private @Nullable PeerSession sessionWith(PeerId peer) {
    return onLoop(
        () ->
            daemon.client().live().stream()
                .filter(each -> each.peer().equals(peer))
                .findFirst()
                .orElse(null));
  }

  /** A round trip is a question and its answer through the channel, encrypted, on a new stream. */
  private void ping(PeerId peer, JsonLines out) {
    PeerSession live = sessionWith(peer);
    PeerSession session = live != null ? live : RunningPeer.await(daemon.client().connect(peer));
    PeerChannel channel = session.channel();
    if (channel == null) {
      throw new AwlException(
          ExitCode.NO_PATH, "no-path", "no path to " + name(peer) + " at the moment");
    }
    for (int i = 0; i < PINGS; i++) {
      long start = System.nanoTime();
      ServiceUser user = new ServiceUser(channel);
      RunningPeer.await(RunningPeer.on(daemon.loop(), user::list));
      long nanos = System.nanoTime() - start;
      PathReport path = session.path();
      out.write(
          "pong",
          json -> {
            json.writeStringField("name", name(peer));
            json.writeStringField("kind", path == null ? "none" : path.kind().toString());
            json.writeNumberField("rtt_ms", Math.round(nanos / 1e3) / 1e3);
          });
    }
  }

  private record Facts(
      NatSummary ours,
      NatSummary theirs,
      Strategy strategy,
      @Nullable PathReport path,
      Map<Strategy, Punching> tried) {
    static Facts of(PeerSession session) {
      return new Facts(
          session.ourNat(),
          session.theirNat(),
          session.strategy(),
          session.path(),
          session.punching());
    }
  }

  private void why(PeerId peer, JsonLines out) {
    PeerSession session =
        Optional.ofNullable(sessionWith(peer))
            .orElseThrow(
                () ->
                    new AwlException(
                        ExitCode.PEER_OFFLINE,
                        "no-session",
                        "no session with " + name(peer) + "; `awl ping " + name(peer) + "` tries"));
    Facts facts = onLoop(() -> Facts.of(session));
    NatLabel ours = facts.ours().label();
    NatLabel theirs = facts.theirs().label();
    PathReport path = facts.path();
    List<Strategy> plans = StrategyMatrix.plans(ours, theirs);
    Map<Strategy, Punching> tried = facts.tried();
    long probes = tried.values().stream().mapToLong(Punching::probes).sum();
    out.write(
        "why",
        json -> {
          json.writeStringField("peer", peer.toString());
          json.writeStringField("name", name(peer));
          json.writeStringField("our_nat", nat(facts.ours()));
          json.writeStringField("their_nat", nat(facts.theirs()));
          json.writeStringField(
              "plans", plans.stream().map(Strategy::toString).collect(Collectors.joining(" ")));
          json.writeStringField("path", path == null ? "none" : path.kind().toString());
          json.writeStringField(
              "strategy", (path == null ? facts.strategy() : path.strategy()).toString());
          json.writeNumberField("probes", probes);
          json.writeStringField("advice", Advice.of(ours, theirs, path));
        });
    Set<Strategy> all = EnumSet.copyOf(plans);
    all.addAll(tried.keySet());
    all.forEach(plan -> plan(plan, tried.getOrDefault(plan, NOT_TRIED), path, out));
    Untried.between(ours, facts.ours().allocation(), theirs, facts.theirs().allocation())
        .forEach(each -> untried(each, out));
  }

  private static void plan(
      Strategy plan, Punching tried, @Nullable PathReport path, JsonLines out) {
    boolean used = path != null && path.strategy() == plan;
    out.write(
        "plan",
        json -> {
          json.writeStringField("plan", plan.toString());
          json.writeStringField("outcome", used ? "in use" : outcome(tried));
          json.writeNumberField("rounds", tried.rounds());
          json.writeNumberField("probes", tried.probes());
          json.writeNumberField("opened", tried.opened());
        });
  }

  private static String outcome(Punching tried) {
    if (tried.rounds() == 0) {
      return "not tried";
    }
    return tried.opened() > 0 ? "opened" : "failed";
  }

  private static void untried(Untried plan, JsonLines out) {
    out.write(
        "plan",
        json -> {
          json.writeStringField("plan", plan.name());
          json.writeStringField("outcome", "not in this version");
          json.writeNumberField("would_probe", plan.probes());
          json.writeNumberField("probability", plan.probability());
        });
  }

  private static String nat(NatSummary nat) {
    NatLabel label = nat.label();
    return label == null ? "not known" : label + ", ports " + nat.allocation();
  }
}
