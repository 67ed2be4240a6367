package dev.awl.relay.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.relay.client.RelayCredentials;
import dev.awl.relay.client.RelaySession;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients over TLS (RFC 8656 section 3.1). */
class TlsTest {

  private static final RelayCredentials WHO = new RelayCredentials("alice", "wonder");
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir static Path directory;
  private static SelfSigned certificate;

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private RelayServer relay;
  private EchoPeer peer;

  @BeforeAll
  static void make_certificate() throws Exception {
    certificate = SelfSigned.in(directory);
  }

  @BeforeEach
  void open() throws Exception {
    relay =
        RelayServer.start(
            RelaySettings.on(ANY, RelayUsers.withPassword("awl", WHO.username(), WHO.password()))
                .withTls(ANY, certificate.server())
                .withPeers(PeerRanges.allowing("127.0.0.0/8")));
    peer = EchoPeer.onPorts(1);
  }

  @AfterEach
  void close() {
    relay.close();
    peer.close();
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private SessionUnderTest session(SslContext tls, String host) {
    return SessionUnderTest.over(
        loops.next(),
        (loop, listener) ->
            RelaySession.overTls(loop, relay.tlsAddress(), host, tls, WHO, listener));
  }

  @Test
  void carries_data_in_indications_and_then_in_channels() throws Exception {
    try (SessionUnderTest session = session(certificate.client(), "localhost")) {
      InetSocketAddress echo = peer.address();
      session.relayedAddress();
      session.permit(echo.getAddress());
      session.send(echo, "by indication");
      assertThat(session.nextReceived()).isEqualTo(echo.getPort() + " by indication");
      session.run(each -> each.bindChannel(echo));
      for (int i = 0; i < 100; i++) {
        session.send(echo, "x".repeat(i) + " by channel");
        assertThat(session.nextReceived()).endsWith("x".repeat(i) + " by channel");
      }
      assertThat(session.failed).isNotDone();
    }
  }

  @Test
  void a_certificate_that_nobody_vouches_for_is_refused() throws Exception {
    try (SessionUnderTest session = session(SslContextBuilder.forClient().build(), "localhost")) {
      assertThat(session.failed.get(SessionUnderTest.WAIT_SECONDS, TimeUnit.SECONDS))
          .contains("relay 127.0.0.1");
      assertThat(relay.counters().allocationsOpened()).isZero();
    }
  }

  @Test
  void a_certificate_of_another_name_is_refused() throws Exception {
    try (SessionUnderTest session = session(certificate.client(), "relay.example")) {
      assertThat(session.failed.get(SessionUnderTest.WAIT_SECONDS, TimeUnit.SECONDS))
          .contains("relay 127.0.0.1");
    }
  }
}
