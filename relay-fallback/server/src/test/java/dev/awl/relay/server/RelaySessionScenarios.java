package dev.awl.relay.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.relay.client.RelayCredentials;
import dev.awl.relay.client.RelaySession;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What our client must be able to do through any TURN server; subclasses bring the server. */
abstract class RelaySessionScenarios {

  enum Way {
    UDP,
    TCP,
    TLS
  }

  static final RelayCredentials GOOD = new RelayCredentials("alice", "wonder");

  final List<SessionUnderTest> sessions = new ArrayList<>();
  MultiThreadIoEventLoopGroup loops;
  EchoPeer peer;

  @TempDir static Path certificates;
  static SelfSigned certificate;

  @BeforeAll
  static void make_certificate() throws Exception {
    certificate = SelfSigned.in(certificates);
  }

  abstract InetSocketAddress server();

  abstract InetSocketAddress tlsServer();

  @BeforeEach
  void open() throws Exception {
    loops =
        new MultiThreadIoEventLoopGroup(
            1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    peer = EchoPeer.onPorts(1);
  }

  @AfterEach
  void close() {
    sessions.forEach(SessionUnderTest::close);
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    peer.close();
  }

  SessionUnderTest session(Way way, RelayCredentials credentials) {
    EventLoop loop = loops.next();
    SessionUnderTest session =
        switch (way) {
          case UDP -> SessionUnderTest.overUdp(loop, server(), credentials);
          case TCP -> SessionUnderTest.overTcp(loop, server(), credentials);
          case TLS ->
              SessionUnderTest.over(
                  loop,
                  (on, listener) ->
                      RelaySession.overTls(
                          on,
                          tlsServer(),
                          "localhost",
                          certificate.client(),
                          credentials,
                          listener));
        };
    sessions.add(session);
    return session;
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void carries_data_in_indications_and_then_in_channels(Way way) throws Exception {
    SessionUnderTest session = session(way, GOOD);
    InetSocketAddress echo = peer.address();
    assertThat(session.relayedAddress().getPort()).isPositive();
    assertThat(session.mapped.get().getAddress()).isEqualTo(InetAddress.getLoopbackAddress());

    session.permit(echo.getAddress());
    session.send(echo, "by indication");
    assertThat(session.nextReceived()).isEqualTo(echo.getPort() + " by indication");

    session.run(each -> each.bindChannel(echo));
    for (String odd : List.of("x", "by channel", "12345")) {
      session.send(echo, odd);
      assertThat(session.nextReceived()).isEqualTo(echo.getPort() + " " + odd);
    }
    assertThat(session.permitted).as("told once").isEmpty();
    assertThat(session.failed).isNotDone();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void two_clients_talk_from_relayed_to_relayed_address(Way way) throws Exception {
    SessionUnderTest left = session(way, GOOD);
    SessionUnderTest right = session(way, GOOD);
    InetSocketAddress leftAt = left.relayedAddress();
    InetSocketAddress rightAt = right.relayedAddress();
    left.permit(rightAt.getAddress());
    right.permit(leftAt.getAddress());
    left.run(each -> each.bindChannel(rightAt));

    left.send(rightAt, "ping");
    assertThat(right.nextReceived()).isEqualTo(leftAt.getPort() + " ping");
    right.send(leftAt, "pong");
    assertThat(left.nextReceived()).isEqualTo(rightAt.getPort() + " pong");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void a_wrong_password_fails_at_once_and_says_so(Way way) throws Exception {
    SessionUnderTest session = session(way, new RelayCredentials("alice", "wrong"));

    assertThat(session.failed.get(SessionUnderTest.WAIT_SECONDS, TimeUnit.SECONDS))
        .contains("refused the credentials of user alice")
        .contains("" + (way == Way.TLS ? tlsServer() : server()).getPort());
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void a_thousand_packets_pass_in_order_of_sending(Way way) throws Exception {
    SessionUnderTest session = session(way, GOOD);
    InetSocketAddress echo = peer.address();
    session.relayedAddress();
    session.permit(echo.getAddress());
    session.run(each -> each.bindChannel(echo));
    for (int i = 0; i < 1000; i++) {
      session.send(echo, "packet " + i);
      assertThat(session.nextReceived()).isEqualTo(echo.getPort() + " packet " + i);
    }
  }
}
