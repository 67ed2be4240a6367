package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No path to the peer: its users are told that they wait, and for how long they do. */
@Timeout(120)
class AwayPeerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(4); // a line a second is logged

  private final Heard log = new Heard(ServiceListener.class);
  private ServicePair pair;
  private ServiceUser user;

  @BeforeEach
  void open() throws Exception {
    pair = new ServicePair();
    user = pair.peers.listener.call(() -> new ServiceUser(pair.peers.listener.channel, PATIENCE));
  }

  @AfterEach
  void close() throws Exception {
    log.stop();
    pair.peers.listener.run(user::close);
    pair.close();
  }

  private BoundListener listen(Service service) throws Exception {
    InetSocketAddress here = new InetSocketAddress("127.0.0.2", 0);
    return pair.peers.listener.call(() -> user.listen(service, here)).get(30, TimeUnit.SECONDS);
  }

  private void loseThePath() {
    pair.peers.wire.swallow(true);
    pair.peers.listener.run(() -> user.pathLost("laptop"));
  }

  private void findAPath() {
    pair.peers.wire.swallow(false);
    pair.peers.listener.run(() -> user.path("direct"));
  }

  private long refusedUsers() {
    return pair.peers.listener.call(user::refusedUsers);
  }

  private void assertRefused(Socket socket) throws InterruptedException {
    assertThat(log.next())
        .matches("web \\(.*\\): connection from 127.* waits: laptop is away since [0-9:]{8}");
    assertThat(refusedUsers()).isZero();
    assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    assertThat(log.next())
        .matches("web \\(.*\\): connection from 127.* closed: laptop is away since [0-9:]{8}");
    assertThat(refusedUsers()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "ftp"})
  void who_connects_then_is_refused_in_the_end(String protocol) throws Exception {
    Service web = new Service("web", protocol, "127.0.0.1", pair.target.getLocalPort());
    BoundListener port = listen(web);
    loseThePath();
    try (Socket socket = ServicePair.connect(port)) {
      assertRefused(socket);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "ftp"})
  void who_has_no_answer_yet_is_refused_in_the_end(String protocol) throws Exception {
    Service web = new Service("web", protocol, "127.0.0.1", pair.target.getLocalPort());
    BoundListener port = listen(web);
    pair.peers.wire.swallow(true);
    try (Socket socket = ServicePair.connect(port)) {
      pair.peers.listener.loop.schedule(() -> {}, 200, TimeUnit.MILLISECONDS).sync(); // accepted
      loseThePath();
      assertRefused(socket);
    }
  }

  @Test
  void a_proxys_user_is_told_that_the_network_cannot_be_reached() throws Exception {
    BoundListener port = listen(ServiceSpec.parse("lan=socks5://127.0.0.0/8").service());
    loseThePath();
    try (Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, port.address()))) {
      InetSocketAddress target = new InetSocketAddress("127.0.0.1", pair.target.getLocalPort());
      assertThatThrownBy(() -> socket.connect(target, 10_000))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Network unreachable");
    }
    assertThat(log.next()).contains("lan ", " waits: laptop is away since ");
    assertThat(log.next()).contains("lan ", ":" + pair.target.getLocalPort() + ": laptop is away");
  }

  @Test
  void who_waits_goes_on_when_there_is_a_path_again() throws Exception {
    BoundListener port = listen(pair.service);
    loseThePath();
    try (Socket socket = ServicePair.connect(port)) {
      assertThat(log.next()).contains(" waits: laptop is away since ");
      findAPath();
      try (Socket service = pair.accept()) {
        pair.peers.listener.loop.schedule(() -> {}, 4200, TimeUnit.MILLISECONDS).sync();
        ServicePair.pass(socket, service);
        ServicePair.pass(service, socket, 2);
      }
    }
    assertThat(refusedUsers()).isZero();
  }

  @Test
  void who_waits_when_the_channel_ends_is_told_that_it_did() throws Exception {
    BoundListener port = listen(pair.service);
    loseThePath();
    try (Socket socket = ServicePair.connect(port)) {
      assertThat(log.next()).contains(" waits: laptop is away since ");
      pair.peers.listener.loop.schedule(() -> {}, 1, TimeUnit.SECONDS).sync(); // a line a second
      pair.peers.listener.run(pair.peers.listener.channel::close);
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
      assertThat(log.next())
          .endsWith(" closed: the connection to the peer ended before it answered");
    }
  }

  @Test
  void who_was_answered_before_outlives_it() throws Exception {
    BoundListener port = listen(pair.service);
    try (Socket socket = ServicePair.connect(port);
        Socket service = pair.accept()) {
      ServicePair.pass(service, socket);
      loseThePath();
      pair.peers.listener.loop.schedule(() -> {}, 4200, TimeUnit.MILLISECONDS).sync();
      findAPath();
      ServicePair.pass(socket, service, 2);
    }
    assertThat(log.lines).isEmpty();
  }
}
