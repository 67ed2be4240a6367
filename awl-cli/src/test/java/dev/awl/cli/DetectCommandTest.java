package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.stunserver.StunServer;
import dev.awl.stunserver.StunServerSettings;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.rendezvous.Endpoint;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** What {@code awl detect} reads, and how it fails. */
@Timeout(60)
class DetectCommandTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @AutoClose private final ClosedPorts closed = ClosedPorts.open();

  @ParameterizedTest
  @CsvSource({
    "stun.example.org,        stun.example.org:3478",
    "192.0.2.1:3479,          192.0.2.1:3479",
    "[2001:db8::1],           [2001:db8::1]:3478",
    "[2001:db8::1]:3479,      [2001:db8::1]:3479",
    "2001:db8::1,             [2001:db8::1]:3478",
    "stun:stun.example.org,   stun.example.org:3478",
    "stun:192.0.2.1:19302,    192.0.2.1:19302"
  })
  void a_stun_server_is_a_host_and_perhaps_a_port(String text, String endpoint) {
    assertThat(new StunEndpointConverter().convert(text)).hasToString(endpoint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":3478", "a:b", "1:2:3", "stun:", "http://a", "host:99999", "a b"})
  void anything_else_is_refused_with_an_example(String text) {
    assertThatThrownBy(() -> new StunEndpointConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("as in stun.example.org");
  }

  @Test
  void finds_the_stun_servers_among_other_things() throws IOException {
    String text =
        """
        {"a":{"stun":["no"]},"stun":["192.0.2.1:3478","192.0.2.2:3478"],"relay":["192.0.2.1:3478"]}""";

    assertThat(ServicesDocument.parse(text.getBytes(StandardCharsets.UTF_8)).stun())
        .containsExactly(new Endpoint("192.0.2.1", 3478), new Endpoint("192.0.2.2", 3478));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "nonsense", "{\"stun\":[\"nowhere\"]}", "{\"stun\":[\"a:1\""})
  void a_document_that_is_none_fails(String text) {
    assertThatThrownBy(() -> ServicesDocument.parse(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfAny(IOException.class, IllegalArgumentException.class);
  }

  @Test
  void a_server_that_is_not_there_is_one_line() {
    assertThatThrownBy(
            () -> ServicesDocument.fetch(URI.create("ws://127.0.0.1:" + closed.number())))
        .isInstanceOf(AwlException.class)
        .hasMessageContaining("is the server running there?");
  }

  @ParameterizedTest
  @CsvSource({
    "--stun 0.0.0.0,               no address that a server could have",
    "--stun 224.0.0.1,             no address that a server could have",
    "--stun,                       Missing required parameter",
    "--stun 127.0.0.1 --watch 0,   1 second or more",
    "--stun 127.0.0.1 --watch x,   'x' is not a whole number",
    "--server http://127.0.0.1,    ws://HOST:PORT or wss://HOST is one",
    "--stunn x,                    did you mean --stun?",
  })
  void a_mistake_is_wrong_usage_and_one_line(String options, String says) {
    CommandRun run = CommandRun.of(("detect " + options).split(" +"));

    assertThat(run.exit()).as("%s", run.err()).isEqualTo(2);
    assertThat(run.err()).hasSize(1).first().asString().contains(says);
  }

  @Test
  void a_server_that_is_not_there_is_told_beside_one_that_is() throws IOException {
    try (StunServer server = StunServer.start(StunServerSettings.on(LOOPBACK).ports(0, 0))) {
      CommandRun run =
          CommandRun.of(
              "detect",
              "--json",
              "--stun",
              "127.0.0.1:" + server.address().getPort(),
              "--stun",
              "127.0.0.1:" + closed.number());

      assertThat(run.exit()).isZero();
      assertThat(run.out()).hasSize(2);
      assertThat(run.out().get(0))
          .startsWith("{\"event\":\"nat\",")
          .contains("it cannot tell mapping or filtering");
      assertThat(run.out().get(1)).startsWith("{\"event\":\"error\",\"code\":\"stun-refused\",");
    }
  }

  /** Closing waits for the command, and fails where it goes on. */
  @Test
  void watching_ends_at_once_in_the_midst_of_its_interval() throws Exception {
    try (StunServer server = StunServer.start(StunServerSettings.on(LOOPBACK).ports(0, 0));
        CommandRun watch =
            CommandRun.start(
                "detect",
                "--json",
                "--watch",
                "3600",
                "--stun",
                "127.0.0.1:" + server.address().getPort())) {
      watch.awaitEvent("nat");
    }
  }

  /** Before detection gives up: that says the other thing. */
  @Test
  void a_closed_stun_port_is_named_at_once_and_is_not_called_blocked_udp() {
    assertThatThrownBy(() -> detect(closed.number()))
        .isInstanceOf(AwlException.class)
        .hasMessageContaining("the UDP port is closed");
  }

  @Test
  void an_open_port_that_says_nothing_on_a_host_that_is_up_is_blocked_udp() throws IOException {
    try (DatagramSocket silent = new DatagramSocket(0, LOOPBACK)) {
      Detected detected = detect(silent.getLocalPort());

      assertThat(detected.report().udp()).isFalse();
      assertThat(detected.report().label()).isEqualTo(NatLabel.BLOCKED);
      assertThat(detected.limits()).singleElement().asString().contains("refuses TCP");
    }
  }

  @Test
  void a_server_that_answers_over_tcp_proves_that_it_is_udp_that_is_blocked() throws IOException {
    try (ServerSocket tcp = stunOverTcp();
        DatagramSocket silent = new DatagramSocket(tcp.getLocalPort(), LOOPBACK)) {
      Detected detected = detect(silent.getLocalPort());

      assertThat(detected.report().label()).isEqualTo(NatLabel.BLOCKED);
      assertThat(detected.limits()).singleElement().asString().contains("answers over TCP");
    }
  }

  @Test
  void udp_refused_before_a_server_that_answers_over_tcp_is_blocked_udp() throws IOException {
    try (ServerSocket tcp = stunOverTcp()) {
      Detected detected = detect(tcp.getLocalPort());

      assertThat(detected.report().label()).isEqualTo(NatLabel.BLOCKED);
      assertThat(detected.limits()).singleElement().asString().contains("refuses UDP");
    }
  }

  /** Say, the port of the rendezvous. */
  @Test
  void the_port_of_another_service_is_an_error_and_not_blocked_udp() throws IOException {
    try (ServerSocket web = new ServerSocket(0, 1, LOOPBACK)) {
      assertThatThrownBy(() -> detect(web.getLocalPort()))
          .isInstanceOf(AwlException.class)
          .hasMessageContaining("nothing speaks STUN over TCP; check host and port");
    }
  }

  /** Gives one request's header back as a response without attributes. */
  private static ServerSocket stunOverTcp() throws IOException {
    ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
    Thread answering =
        new Thread(
            () -> {
              try (Socket client = server.accept()) {
                byte[] header = client.getInputStream().readNBytes(20);
                header[0] = 1;
                client.getOutputStream().write(header);
              } catch (IOException e) {
                // The test says what it missed.
              }
            },
            "stun over tcp");
    answering.setDaemon(true);
    answering.start();
    return server;
  }

  private static Detected detect(int port) {
    DetectTarget target = DetectTarget.of(List.of(new Endpoint("127.0.0.1", port)), false).get(0);
    try (NatDetection detection = new NatDetection(what -> {})) {
      return detection.detect(target);
    }
  }
}
