package dev.awl.endtoend;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Services behind one port-restricted NAT, used behind another through the hole between them. */
final class SharedServices implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(40);

  private final Path home;
  private final Topology lab;
  private final Session session;
  private final List<LabProcess> started = new ArrayList<>();

  SharedServices(Path home, String... services) {
    this.home = home;
    lab = Topology.of(NatLabel.PC, NatLabel.PC);
    List<String> sharing = new ArrayList<>(List.of("--no-code"));
    sharing.addAll(List.of(services));
    session = Session.open(lab, home, sharing, List.of());
    session.awaitPath("direct");
  }

  /** Where the services are. */
  Host inner() {
    return lab.inner().host();
  }

  /** Where their users are. */
  Host access() {
    return lab.access().host();
  }

  /** The user's port of a service. */
  int port(String service) {
    return session.connect().awaitPort(service);
  }

  /** Runs a user's command line, which must succeed; returns what it prints. */
  String use(String line, Object... arguments) {
    return access().shell(LIMIT, line.formatted(arguments)).succeeded();
  }

  /** Starts a service, until {@link #stop}; its lines go to {@code lines}. */
  void start(Consumer<String> lines, String... command) {
    started.add(
        LabProcess.start(inner(), home.resolve("service.log"), Map.of(), lines, List.of(command)));
  }

  /** Starts a service and waits until it listens. */
  void startTcp(int port, String... command) {
    start(line -> {}, command);
    Ports.awaitTcp(inner(), port, LIMIT);
  }

  /** The same for a service over UDP. */
  void startUdp(int port, String... command) {
    start(line -> {}, command);
    Ports.awaitUdp(inner(), port, LIMIT);
  }

  /** Ends what was started since the last time. */
  void stop() {
    started.forEach(LabProcess::close);
    started.clear();
  }

  @Override
  public void close() {
    stop();
    session.close();
    lab.close();
  }

  @Override
  public String toString() {
    return session.toString();
  }
}
