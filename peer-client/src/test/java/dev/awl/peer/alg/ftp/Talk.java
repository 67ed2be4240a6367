package dev.awl.peer.alg.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.alg.AlgCommand;
import dev.awl.peer.alg.AlgEvent;
import dev.awl.peer.alg.ControlConnection;
import dev.awl.peer.alg.ControlSide;
import dev.awl.peer.alg.Encryption;
import dev.awl.peer.alg.Expectation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A session under test: what the user and the service say, and what became of it. */
final class Talk {

  static final InetSocketAddress INNER_V4 = address("10.1.0.1", 41000);
  static final InetSocketAddress INNER_V6 = address("fd01::1", 41000);
  static final int DATA_PORT = 40001;

  private final FtpSession session;
  private final InetSocketAddress listens;
  private final StringBuilder toUser = new StringBuilder();
  private final StringBuilder toService = new StringBuilder();
  private final List<Expectation> expected = new ArrayList<>();
  private final List<Integer> cancelled = new ArrayList<>();
  private final List<AlgCommand.Transferred> transferred = new ArrayList<>();
  private final Set<ControlSide> secures = EnumSet.noneOf(ControlSide.class);
  private final List<AlgCommand.SecureData> data = new ArrayList<>();
  private final List<Integer> begun = new ArrayList<>();
  private String closed = "";

  private Talk(ControlConnection control) {
    session = new FtpSession(control);
    listens = new InetSocketAddress(control.dialled().getAddress(), DATA_PORT);
  }

  /** A user of IPv4 with a service of IPv4. */
  static Talk ipv4() {
    return new Talk(control("10.2.0.2", "10.2.0.1", "10.2.0.1", false));
  }

  static Talk advertising(String address) {
    return new Talk(control("10.2.0.2", "10.2.0.1", address, false));
  }

  static Talk between(int user, int service) {
    return new Talk(
        user == 4
            ? control("10.2.0.2", "10.2.0.1", "10.2.0.1", service == 6)
            : control("fd02::2", "fd02::1", "fd02::1", service == 6));
  }

  private static ControlConnection control(
      String user, String dialled, String advertised, boolean ipv6) {
    return new ControlConnection(
        address(user, 50000), address(dialled, 21), address(advertised, 0).getAddress(), ipv6);
  }

  /** IPv4 on both sides, and what becomes of TLS. */
  static Talk with(Encryption encryption) {
    ControlConnection plain = control("10.2.0.2", "10.2.0.1", "10.2.0.1", false);
    return new Talk(
            new ControlConnection(
                plain.user(), plain.dialled(), plain.advertised(), false, encryption))
        .collect();
  }

  /** The access peer was told to begin TLS there, and has done so. */
  Talk secured(ControlSide side) {
    assertThat(secures).as("asked to begin TLS").contains(side);
    secures.remove(side);
    return happens(new AlgEvent.Secured(side));
  }

  /** The user has TLS, by AUTH, with the service's. */
  static Talk secure() {
    Talk talk = with(Encryption.ON_REQUEST).greeted().user("AUTH TLS\r\n").gets("AUTH TLS\r\n");
    talk.service("234 ok\r\n").hears("").secured(ControlSide.SERVICE).hearsCode("234");
    return talk.secured(ControlSide.USER);
  }

  Set<ControlSide> secures() {
    return secures;
  }

  List<Integer> begun() {
    return begun;
  }

  List<AlgCommand.SecureData> data() {
    return data;
  }

  static InetSocketAddress address(String ip, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(ip), port);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** After the greeting. */
  Talk greeted() {
    service("220 ready\r\n");
    hears("220 ready\r\n");
    return this;
  }

  Talk user(String bytes) {
    return happens(new AlgEvent.FromUser(bytes.getBytes(StandardCharsets.ISO_8859_1)));
  }

  Talk service(String bytes) {
    return happens(new AlgEvent.FromService(bytes.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Both peers stand by for the newest expectation. */
  Talk ready() {
    Expectation newest = newest();
    return happens(
        new AlgEvent.Ready(
            newest.id(),
            newest.direction() == Expectation.Direction.TO_SERVICE ? listens : INNER_V4));
  }

  Talk readyAt(InetSocketAddress inner) {
    return happens(new AlgEvent.Ready(newest().id(), inner));
  }

  Talk fails(String why) {
    return happens(new AlgEvent.Failed(newest().id(), why));
  }

  Talk happens(AlgEvent event) {
    session.handle(0, event);
    return collect();
  }

  private Talk collect() {
    for (AlgCommand next = session.poll(); next != null; next = session.poll()) {
      assertThat(closed).as("nothing after the close").isEmpty();
      note(next);
    }
    return this;
  }

  private void note(AlgCommand command) {
    if (command instanceof AlgCommand.ToUser user) {
      toUser.append(new String(user.bytes(), StandardCharsets.ISO_8859_1));
    } else if (command instanceof AlgCommand.ToService service) {
      toService.append(new String(service.bytes(), StandardCharsets.ISO_8859_1));
    } else if (command instanceof AlgCommand.Expect expect) {
      expected.add(expect.expectation());
    } else if (command instanceof AlgCommand.Cancel cancel) {
      cancelled.add(cancel.expectation());
    } else if (command instanceof AlgCommand.Transferred done) {
      transferred.add(done);
    } else if (command instanceof AlgCommand.Secure secure) {
      secures.add(secure.side());
    } else if (command instanceof AlgCommand.SecureData each) {
      data.add(each);
    } else if (command instanceof AlgCommand.BeginData each) {
      begun.add(each.expectation());
    } else if (command instanceof AlgCommand.Close close) {
      closed = close.reason();
    }
  }

  Expectation newest() {
    return expected.get(expected.size() - 1);
  }

  List<Expectation> expected() {
    return expected;
  }

  List<Integer> cancelled() {
    return cancelled;
  }

  List<AlgCommand.Transferred> transferred() {
    return transferred;
  }

  String closed() {
    return closed;
  }

  /** What the user has heard since the last time; then forgotten. */
  Talk hears(String wanted) {
    assertThat(toUser.toString()).isEqualTo(wanted);
    toUser.setLength(0);
    return this;
  }

  Talk hearsCode(String code) {
    assertThat(toUser.toString()).startsWith(code + " ").endsWith("\r\n");
    toUser.setLength(0);
    return this;
  }

  Talk gets(String wanted) {
    assertThat(toService.toString()).isEqualTo(wanted);
    toService.setLength(0);
    return this;
  }
}
