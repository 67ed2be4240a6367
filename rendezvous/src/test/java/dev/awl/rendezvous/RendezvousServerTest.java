package dev.awl.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.wire.rendezvous.Endpoint;
import dev.awl.wire.rendezvous.RelayEndpoint;
import dev.awl.wire.rendezvous.RendezvousCodec;
import dev.awl.wire.rendezvous.RendezvousMessage;
import dev.awl.wire.rendezvous.RendezvousMessage.Challenge;
import dev.awl.wire.rendezvous.RendezvousMessage.Lookup;
import dev.awl.wire.rendezvous.RendezvousMessage.NotFound;
import dev.awl.wire.rendezvous.RendezvousMessage.Offer;
import dev.awl.wire.rendezvous.RendezvousMessage.Refused;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import dev.awl.wire.rendezvous.SessionId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server as clients of other makes see it: the JDK's HTTP and WebSocket, and a bare socket. */
@Timeout(60)
class RendezvousServerTest {

  private final HttpClient http = HttpClient.newHttpClient();
  private RendezvousServer server;

  @BeforeEach
  void starts() throws Exception {
    server =
        RendezvousServer.start(
            settings()
                .withMetrics(() -> "of_another_part 1\n")
                .withStun(List.of(new Endpoint("192.0.2.1", 3478)))
                .withRelays(List.of(RelayEndpoint.parse("udp://192.0.2.1:3480")), "secret"));
  }

  private static RendezvousSettings settings() {
    return RendezvousSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void stops() {
    server.close();
  }

  private String at() {
    return "127.0.0.1:" + server.addresses().get(0).getPort();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://" + at() + path))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(Duration.ofSeconds(5))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void says_that_it_is_healthy() throws Exception {
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void counts_for_prometheus_with_the_other_parts_of_the_process() throws Exception {
    HttpResponse<String> page = get("/metrics");
    assertThat(page.headers().firstValue("content-type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    assertThat(page.body())
        .contains(
            "\nawl_rendezvous_connections 1\n", "\nawl_rendezvous_drops_total{reason=\"full\"} 0")
        .endsWith("\nof_another_part 1\n");
  }

  @Test
  void names_its_services_without_credentials() throws Exception {
    assertThat(get("/services").body())
        .isEqualTo("{\"stun\":[\"192.0.2.1:3478\"],\"relay\":[\"udp://192.0.2.1:3480\"]}\n");
  }

  @Test
  void answers_other_requests_with_a_line_of_text() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/").body()).hasLineCount(1).contains(RendezvousCodec.PATH);
    assertThat(get(RendezvousCodec.PATH).statusCode()).isEqualTo(426);
  }

  @Test
  void survives_bytes_that_are_no_http() throws Exception {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(new byte[] {0, (byte) 0xFF, 13, 10, 13, 10});
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 400");
    }
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(server.counts().malformed()).isEqualTo(1);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(30_000);
    socket.connect(server.addresses().get(0));
    return socket;
  }

  @Test
  void registers_a_websocket_client_of_another_make() throws Exception {
    Inbox inbox = new Inbox();
    WebSocket socket = open(inbox, RendezvousCodec.SUB_PROTOCOL);
    Challenge challenge = (Challenge) inbox.next();

    TestPeer peer = new TestPeer();
    socket.sendText(RendezvousCodec.encode(peer.register(challenge.nonce())), true).join();

    assertThat(inbox.next())
        .isInstanceOfSatisfying(
            Welcome.class,
            welcome -> {
              assertThat(welcome.observed().host()).isEqualTo("127.0.0.1");
              assertThat(welcome.grant()).isNotNull();
            });
    assertThat(server.counts().registrations()).isEqualTo(1);
    socket.abort();
  }

  @Test
  void takes_a_message_in_fragments() throws Exception {
    Inbox inbox = new Inbox();
    WebSocket socket = open(inbox, RendezvousCodec.SUB_PROTOCOL);
    String text =
        RendezvousCodec.encode(new TestPeer().register(((Challenge) inbox.next()).nonce()));

    socket.sendText(text.substring(0, 20), false).join();
    socket.sendText(text.substring(20), true).join();

    assertThat(inbox.next()).isInstanceOf(Welcome.class);
    socket.abort();
  }

  @Test
  void refuses_another_sub_protocol_or_none() {
    assertThatThrownBy(() -> open(new Inbox(), "chat")).isInstanceOf(CompletionException.class);
    assertThatThrownBy(() -> open(new Inbox(), null)).isInstanceOf(CompletionException.class);
  }

  @Test
  void refuses_more_connections_than_it_has_room_for() throws Exception {
    try (RendezvousServer small =
        RendezvousServer.start(settings().withLimits(new ConnectionLimits(1, 64, 1024)))) {
      RendezvousServer big = server;
      server = small;
      Inbox inbox = new Inbox();
      WebSocket first = open(inbox, RendezvousCodec.SUB_PROTOCOL);
      inbox.next();
      assertThatThrownBy(() -> open(new Inbox(), RendezvousCodec.SUB_PROTOCOL))
          .isInstanceOf(CompletionException.class);
      assertThat(small.counts().full()).isEqualTo(1);
      assertThat(get("/healthz").statusCode()).isEqualTo(200);
      first.abort();
      server = big;
    }
  }

  @Test
  void limits_whom_a_proxy_speaks_for_and_not_the_proxy() throws Exception {
    ConnectionLimits limits = new ConnectionLimits(100, 1, 100);
    InetAddress proxy = InetAddress.getLoopbackAddress();
    try (RendezvousServer behind =
        RendezvousServer.start(settings().withLimits(limits).withProxies(Set.of(proxy)))) {
      RendezvousServer big = server;
      server = behind;
      try (Socket first = upgrade("198.51.100.1");
          Socket second = upgrade("203.0.113.9, 198.51.100.1");
          Socket other = upgrade("198.51.100.1, 198.51.100.2")) {
        assertThat(statusLine(first)).isEqualTo("HTTP/1.1 101 Switching Protocols");
        assertThat(statusLine(second)).isEqualTo("HTTP/1.1 429 Too Many Requests");
        assertThat(statusLine(other)).isEqualTo("HTTP/1.1 101 Switching Protocols");
      }
      server = big;
    }
  }

  private Socket upgrade(String forwardedFor) throws IOException {
    Socket socket = connect();
    String request =
        ("GET %s HTTP/1.1\r\nHost: awl\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + "Sec-WebSocket-Protocol: %s\r\nX-Forwarded-For: %s\r\n\r\n")
            .formatted(RendezvousCodec.PATH, RendezvousCodec.SUB_PROTOCOL, forwardedFor);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String statusLine(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c > '\r'; c = socket.getInputStream().read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  @Test
  void forgets_who_has_left() throws Exception {
    Inbox inbox = new Inbox();
    WebSocket socket = register(new TestPeer(), inbox);
    assertThat(inbox.next()).isInstanceOf(Welcome.class);
    assertThat(server.counts().connections()).isEqualTo(1);

    socket.abort();
    server.close(); // what closed before has been counted
    assertThat(server.counts().connections()).isZero();
    assertThat(server.counts().crowded()).isZero();
  }

  @Test
  void closes_strangers_at_once_when_too_many_have_not_registered() throws Exception {
    ConnectionLimits limits = new ConnectionLimits(100, 64, 2);
    try (RendezvousServer small = RendezvousServer.start(settings().withLimits(limits))) {
      RendezvousServer big = server;
      server = small;
      Inbox inbox = new Inbox();
      WebSocket peer = register(new TestPeer(), inbox);
      assertThat(inbox.next()).as("counts no longer").isInstanceOf(Welcome.class);
      try (Socket one = connect();
          Socket two = connect();
          Socket three = connect()) {
        assertThat(three.getInputStream().read()).isEqualTo(-1);
        assertThat(small.counts().full()).isEqualTo(1);
        for (Socket leaving : List.of(one, two)) {
          leaving.shutdownOutput();
          assertThat(leaving.getInputStream().read()).isEqualTo(-1);
        }
      }
      assertThat(get("/healthz").statusCode()).isEqualTo(200);
      peer.abort();
      server = big;
    }
  }

  @Test
  void says_in_one_line_that_its_port_is_taken() {
    int port = server.addresses().get(0).getPort();

    assertThatThrownBy(
            () -> RendezvousServer.start(RendezvousSettings.on(server.addresses().get(0))))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot listen on 127.0.0.1:" + port)
        .message()
        .hasLineCount(1);
  }

  @Test
  void closes_a_peer_that_does_not_read() throws Exception {
    TestPeer deaf = new TestPeer();
    Inbox unread = new Inbox(1);
    WebSocket target = register(deaf, unread);
    byte[] payload = new byte[RendezvousMessage.MAX_PAYLOAD];
    String offer =
        RendezvousCodec.encode(new Offer(deaf.id(), SessionId.of(new byte[16]), payload));
    // More than what the kernel's buffers on both sides may grow to.
    for (int i = 0; i < 10 && server.counts().slow() == 0; i++) {
      Inbox inbox = new Inbox();
      WebSocket sender = register(new TestPeer(), inbox);
      assertThat(inbox.next()).isInstanceOf(Welcome.class);
      for (int n = 0; n < Registration.BURST; n++) {
        sender.sendText(offer, true).join();
      }
      // The server works in order: all offers were handled when this is answered or refused.
      sender.sendText(RendezvousCodec.encode(new Lookup(deaf.id())), true).join();
      RendezvousMessage answer;
      do {
        answer = inbox.next();
      } while (answer instanceof Refused refused && refused.session() != null);
    }
    assertThat(server.counts().slow()).isEqualTo(1);
    Inbox inbox = new Inbox();
    WebSocket witness = register(new TestPeer(), inbox);
    assertThat(inbox.next()).isInstanceOf(Welcome.class);
    witness.sendText(RendezvousCodec.encode(new Lookup(deaf.id())), true).join();
    assertThat(inbox.next()).as("gone at once").isEqualTo(new NotFound(deaf.id()));
    target.abort();
  }

  private WebSocket register(TestPeer peer, Inbox inbox) throws Exception {
    WebSocket socket = open(inbox, RendezvousCodec.SUB_PROTOCOL);
    byte[] nonce = ((Challenge) inbox.next()).nonce();
    socket.sendText(RendezvousCodec.encode(peer.register(nonce)), true).join();
    return socket;
  }

  private WebSocket open(Inbox inbox, String subProtocol) {
    WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(5));
    if (subProtocol != null) {
      builder.subprotocols(subProtocol);
    }
    return builder.buildAsync(URI.create("ws://" + at() + RendezvousCodec.PATH), inbox).join();
  }

  /** What the server sent. */
  private static final class Inbox implements WebSocket.Listener {

    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private int reads;

    Inbox() {
      this(Integer.MAX_VALUE);
    }

    /** Reads so many pieces, then no more. */
    Inbox(int reads) {
      this.reads = reads;
    }

    RendezvousMessage next() throws Exception {
      String text = texts.poll(30, TimeUnit.SECONDS);
      assertThat(text).as("a message within 10 s").isNotNull();
      return RendezvousCodec.decode(text);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        texts.add(partial.toString());
        partial.setLength(0);
      }
      if (--reads > 0) {
        socket.request(1);
      }
      return null;
    }
  }
}
