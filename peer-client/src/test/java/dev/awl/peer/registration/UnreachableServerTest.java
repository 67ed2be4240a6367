package dev.awl.peer.registration;

import static dev.awl.peer.registration.Links.ALICE;
import static dev.awl.peer.registration.Links.BOB;
import static dev.awl.peer.registration.Links.LOOPBACK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.peer.registration.Events.Disconnected;
import dev.awl.rendezvous.ConnectionLimits;
import dev.awl.rendezvous.RendezvousServer;
import dev.awl.wire.rendezvous.ErrorCode;
import dev.awl.wire.rendezvous.RendezvousMessage.NotFound;
import dev.awl.wire.rendezvous.RendezvousMessage.Refused;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are down, full, mute or something else: what a link says of them in one line. */
@Timeout(60)
class UnreachableServerTest {
  @AutoClose private final Links links = new Links();

  @Test
  void says_in_one_line_that_the_server_is_down_then_registers_when_it_is_up() throws Exception {
    links.server().close();
    Events events = new Events();
    links.open(links.uri(), ALICE, events);

    Disconnected disconnected = events.next(Disconnected.class);
    assertThat(disconnected.reason())
        .isEqualTo(
            "cannot reach the rendezvous server %s: connection refused; check its address",
            links.uri());
    assertThat(disconnected.retryIn()).isPositive();

    links.startServerAgain();
    awaitRegistered(events);
  }

  @Test
  void registers_again_after_the_server_restarted() throws Exception {
    Events events = new Events();
    RendezvousLink link = links.registered(ALICE, events);

    links.server().close();
    assertThat(events.next(Disconnected.class).reason()).startsWith("lost the rendezvous server");
    link.lookup(BOB.id());
    Object said = events.next(Object.class);
    while (said instanceof Disconnected) {
      said = events.next(Object.class);
    }
    assertThat(said)
        .isInstanceOfSatisfying(
            Refused.class, error -> assertThat(error.code()).isEqualTo(ErrorCode.NOT_CONNECTED));

    links.startServerAgain();
    awaitRegistered(events);
    link.lookup(BOB.id());
    assertThat(events.next(NotFound.class).peer()).isEqualTo(BOB.id());
  }

  private static void awaitRegistered(Events events) throws Exception {
    Object event = events.next(Object.class);
    while (event instanceof Disconnected) {
      event = events.next(Object.class);
    }
    assertThat(event).isInstanceOf(Welcome.class);
  }

  @Test
  void hears_why_it_was_refused() throws Exception {
    try (RendezvousServer strict =
        Links.start(Links.settings().withNames(Set.of("rendezvous.example:80")))) {
      Events events = new Events();
      links.open(Links.uri(strict), ALICE, events);

      assertThat(events.next(Disconnected.class).reason())
          .contains("refused: this server is not 127.0.0.1:");
    }
  }

  @Test
  void says_that_something_else_listens_there() throws Exception {
    Events events = new Events();
    links.open(URI.create(links.uri() + "/elsewhere"), ALICE, events);

    assertThat(events.next(Disconnected.class).reason())
        .contains("no rendezvous server is there (HTTP 404)");
  }

  @Test
  void says_that_the_other_side_is_no_web_server() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, LOOPBACK)) {
      Events events = new Events();
      links.open(URI.create("ws://127.0.0.1:" + other.getLocalPort()), ALICE, events);
      try (Socket accepted = other.accept()) {
        accepted.getOutputStream().write("SSH-2.0-x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        accepted.getOutputStream().flush();
        String reason = events.next(Disconnected.class).reason();
        assertThat(reason).startsWith("cannot reach").contains("check its address").hasLineCount(1);
      }
    }
  }

  @Test
  void gives_up_within_seconds_on_a_server_that_says_nothing() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 1, LOOPBACK)) {
      Events events = new Events();
      String uri = "ws://127.0.0.1:" + mute.getLocalPort();
      links.open(URI.create(uri), ALICE, events);
      events.tooLateAfter(Duration.ofSeconds(8), links.loop());

      assertThat(events.next(Disconnected.class).reason())
          .isEqualTo(
              "cannot reach the rendezvous server %s: it accepts connections but does not answer;"
                  + " check its address",
              uri);
    }
  }

  @Test
  void says_that_a_server_without_tls_does_not_speak_it() throws Exception {
    Events events = new Events();
    String uri = links.uri().toString().replace("ws:", "wss:");
    links.open(URI.create(uri), ALICE, events);

    assertThat(events.next(Disconnected.class).reason())
        .isEqualTo(
            "cannot reach the rendezvous server %s: it does not speak TLS: use ws:// instead of"
                + " wss://; check its address",
            uri);
  }

  @Test
  void says_that_a_server_of_ours_with_tls_may_speak_it() throws Exception {
    SslContext tls = SslContextBuilder.forServer(BOB.privateKey(), BOB.certificate()).build();
    try (RendezvousServer secure = Links.start(Links.settings().withTls(tls))) {
      Events events = new Events();
      links.open(Links.uri(secure), ALICE, events);

      assertThat(events.next(Disconnected.class).reason())
          .isEqualTo(
              "cannot reach the rendezvous server %s: it hung up without an answer; if it speaks"
                  + " TLS, use wss:// instead of ws://; check its address",
              Links.uri(secure));
    }
  }

  /** What Java's TLS, nginx and Go answer to a request in clear. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0015\u0003\u0003\0\u0002\u0002\12",
        "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<html><head><title>400 The plain HTTP"
            + " request was sent to HTTPS port</title></head></html>\r\n",
        "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
      })
  void says_that_a_server_with_tls_speaks_it(String answer) throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, LOOPBACK)) {
      Events events = new Events();
      String uri = "ws://127.0.0.1:" + other.getLocalPort();
      links.open(URI.create(uri), ALICE, events);
      try (Socket accepted = other.accept()) {
        accepted.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(events.next(Disconnected.class).reason())
            .isEqualTo(
                "cannot reach the rendezvous server %s: it speaks TLS: use wss:// instead of ws://;"
                    + " check its address",
                uri);
      }
    }
  }

  @Test
  void says_that_a_tls_server_of_java_speaks_it() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    Certificate[] chain = {BOB.certificate()};
    keys.setKeyEntry("server", BOB.privateKey(), new char[0], chain);
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(keys, new char[0]);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(factory.getKeyManagers(), null, null);
    try (ServerSocket other = tls.getServerSocketFactory().createServerSocket(0, 1, LOOPBACK)) {
      Events events = new Events();
      links.open(URI.create("ws://127.0.0.1:" + other.getLocalPort()), ALICE, events);
      try (Socket accepted = other.accept()) {
        assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SSLException.class);
        assertThat(events.next(Disconnected.class).reason())
            .contains(": it speaks TLS: use wss:// instead of ws://; ");
      }
    }
  }

  @Test
  void says_that_the_server_is_full() throws Exception {
    try (RendezvousServer small =
        Links.start(Links.settings().withLimits(new ConnectionLimits(1, 64, 1024)))) {
      Events first = new Events();
      links.open(Links.uri(small), ALICE, first);
      first.next(Welcome.class);
      Events second = new Events();
      links.open(Links.uri(small), BOB, second);

      assertThat(second.next(Disconnected.class).reason()).contains("full");
    }
  }

  @Test
  void refuses_a_uri_that_is_no_servers() {
    assertThatThrownBy(() -> links.open(URI.create("http://127.0.0.1"), ALICE, new Events()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
