package dev.awl.classifier;

import dev.awl.classifier.DetectionCommand.CannotTell;
import dev.awl.classifier.DetectionCommand.Finished;
import dev.awl.classifier.DetectionCommand.Learned;
import dev.awl.classifier.DetectionCommand.Send;
import dev.awl.classifier.DetectionEvent.Received;
import dev.awl.classifier.DetectionEvent.Started;
import dev.awl.wire.nat.NatReport;
import dev.awl.wire.stun.StunMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;

/** Runs a classifier behind a simulated NAT before a scripted server, in simulated time. */
final class SimulatedPath {

  private static final InetAddress INSIDE = Addresses.ip("192.168.1.2");
  private static final int FIRST_LOCAL_PORT = 40_000;

  final SimulatedNat nat;
  final Random random;
  final List<Send> sent = new ArrayList<>();
  final List<String> learned = new ArrayList<>();
  final List<String> limits = new ArrayList<>();
  ScriptedServer server = ScriptedServer.MODERN;
  List<InetSocketAddress> alsoAt = List.of();
  Duration oneWay = Duration.ofMillis(25);

  /** How much longer an answer from A2 takes. */
  Duration otherIsLate = Duration.ZERO;

  double loss;

  private final PriorityQueue<Arrival> underWay =
      new PriorityQueue<>(Comparator.comparingLong(Arrival::at).thenComparing(Arrival::number));
  private long number;
  private long now = 1_000;
  private NatReport report;

  SimulatedPath(SimulatedNat nat) {
    this.nat = nat;
    this.random = nat.random;
  }

  private record Arrival(long at, long number, Runnable what) {}

  NatReport detect() {
    InetAddress local = nat.translates ? INSIDE : SimulatedNat.PUBLIC;
    List<InetSocketAddress> locals =
        IntStream.range(0, NatClassifier.SOCKETS)
            .mapToObj(i -> new InetSocketAddress(local, FIRST_LOCAL_PORT + i))
            .toList();
    Settings settings = Settings.of(Addresses.A1P1).alsoAt(alsoAt);
    NatClassifier classifier = new NatClassifier(settings, locals, random);
    classifier.handle(now, new Started());
    drain(classifier, locals);
    while (report == null) {
      Arrival next = underWay.peek();
      long deadline = classifier.deadline();
      if (next != null && next.at <= deadline) {
        now = next.at;
        underWay.remove().what.run();
      } else {
        if (deadline == NatClassifier.NEVER) {
          throw new AssertionError("the machine waits for nothing and has not finished");
        }
        now = Math.max(now, deadline);
        classifier.handleTimeout(now);
      }
      drain(classifier, locals);
    }
    return report;
  }

  private void drain(NatClassifier classifier, List<InetSocketAddress> locals) {
    DetectionCommand command;
    while ((command = classifier.poll()) != null) {
      if (command instanceof Send send) {
        sent.add(send);
        leave(classifier, locals, send);
      } else if (command instanceof Learned news) {
        learned.add(news.what());
      } else if (command instanceof CannotTell limit) {
        limits.add(limit.why());
      } else if (command instanceof Finished finished) {
        report = finished.report();
      }
    }
  }

  private void leave(NatClassifier classifier, List<InetSocketAddress> locals, Send send) {
    InetSocketAddress source = nat.outbound(locals.get(send.socket()), send.to());
    if (send.to().getAddress().equals(SimulatedNat.PUBLIC)) {
      if (nat.hairpin) {
        after(
            Duration.ofMillis(1),
            () -> enter(classifier, locals, source, send.to(), send.message()));
      }
      return;
    }
    if (lost() || !ScriptedServer.CORNERS.contains(send.to())) {
      return;
    }
    after(
        oneWay,
        () -> {
          ScriptedServer.Reply reply = server.answer(send.to(), source, send.message());
          if (reply != null && !lost()) {
            boolean other = reply.from().getAddress().equals(Addresses.A2P2.getAddress());
            after(
                other ? oneWay.plus(otherIsLate) : oneWay,
                () -> enter(classifier, locals, reply.from(), source, reply.message()));
          }
        });
  }

  private void enter(
      NatClassifier classifier,
      List<InetSocketAddress> locals,
      InetSocketAddress from,
      InetSocketAddress to,
      StunMessage message) {
    InetSocketAddress inside = nat.inbound(to.getPort(), from);
    if (inside != null) {
      classifier.handle(now, new Received(locals.indexOf(inside), from, message));
    }
  }

  private boolean lost() {
    return random.nextDouble() < loss;
  }

  private void after(Duration delay, Runnable what) {
    underWay.add(new Arrival(now + delay.toNanos(), number++, what));
  }
}
