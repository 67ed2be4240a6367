package dev.awl.cli;

import dev.awl.wire.nat.NatReport;
import dev.awl.wire.rendezvous.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * What all the servers said that were asked, one after the other: side by side they would take each
 * other's ports at a NAT that hands them out in order.
 *
 * @param found not empty
 * @param failures of servers that were not there
 */
record DetectRound(List<Detected> found, List<AwlException> failures) {

  DetectRound {
    found = List.copyOf(found);
    failures = List.copyOf(failures);
  }

  /** The report to show in full. */
  NatReport best() {
    return DetectText.best(found).report();
  }

  /**
   * Asks them all.
   *
   * @param stun STUN servers
   * @param rendezvous the rendezvous servers whose STUN servers to ask
   * @throws AwlException where no server was there
   */
  static DetectRound run(
      NatDetection detection, List<Endpoint> stun, List<ServerOption> rendezvous) {
    List<AwlException> failures = new ArrayList<>();
    List<List<DetectTarget>> servers = new ArrayList<>();
    for (Endpoint each : stun) {
      attempt(failures, () -> servers.add(DetectTarget.of(List.of(each), false)));
    }
    for (ServerOption each : rendezvous) {
      // It answers over TCP, so silence of its STUN server means that UDP is blocked.
      attempt(
          failures,
          () -> servers.add(DetectTarget.of(ServicesDocument.fetch(each.url()).stun(), true)));
    }
    List<DetectTarget> all = servers.stream().flatMap(List::stream).toList();
    List<Detected> found = new ArrayList<>();
    for (List<DetectTarget> families : servers) {
      found.addAll(ask(detection, families, servers.size() > 1 ? all : List.of(), failures));
    }
    if (found.isEmpty()) {
      throw failures.get(0);
    }
    return new DetectRound(found, failures);
  }

  /** One server, over each of its address families. */
  private static List<Detected> ask(
      NatDetection detection,
      List<DetectTarget> families,
      List<DetectTarget> others,
      List<AwlException> failures) {
    List<Detected> found = new ArrayList<>();
    List<AwlException> failed = new ArrayList<>();
    for (DetectTarget each : families) {
      attempt(failed, () -> found.add(detection.detect(each.beside(others))));
    }
    // A family that the server has and this network has not is no news.
    if (found.stream().anyMatch(each -> each.report().udp())) {
      found.removeIf(each -> !each.report().udp());
    } else {
      failures.addAll(failed);
    }
    return found;
  }

  private static void attempt(List<AwlException> failures, Callable<Boolean> step) {
    try {
      step.call();
    } catch (AwlException e) {
      if (e.exit() == ExitCode.USAGE) {
        throw e;
      }
      failures.add(e);
    } catch (Exception e) {
      throw new IllegalStateException(e); // no step throws anything that is checked
    }
  }
}
