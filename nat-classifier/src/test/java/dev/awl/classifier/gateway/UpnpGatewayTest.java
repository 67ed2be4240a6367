package dev.awl.classifier.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.awl.classifier.NioDatagramSockets;
import dev.awl.classifier.gateway.UpnpGateway.Patience;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** The shell against a gateway on the loopback interface. */
@Timeout(60)
class UpnpGatewayTest {

  private static final Inet4Address LOOPBACK =
      (Inet4Address) NatPmp.address(new byte[] {127, 0, 0, 1});
  private static final String SERVICE = "urn:schemas-upnp-org:service:WANIPConnection:1";

  /** For what is to be heard: no machine is that busy. */
  private static final Patience LONG = new Patience(Duration.ofSeconds(30), Duration.ofSeconds(30));

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private DatagramSocket search;
  private HttpServer http;

  @BeforeEach
  void starts() throws IOException {
    search = new DatagramSocket(0, LOOPBACK);
    http = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
    http.start();
  }

  @AfterEach
  void ends() {
    search.close();
    http.stop(0);
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void is_found_described_and_asked() throws Exception {
    answerSearch();
    http.createContext(
        "/desc.xml",
        exchange ->
            answer(
                exchange,
                200,
                "<root><service><serviceType>"
                    + SERVICE
                    + "</serviceType><controlURL>/control</controlURL></service></root>"));
    http.createContext(
        "/control",
        exchange -> {
          String question =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          boolean right =
              exchange.getRequestMethod().equals("POST")
                  && question.contains("<u:GetExternalIPAddress xmlns:u=\"" + SERVICE + "\"/>")
                  && ("\"" + SERVICE + "#GetExternalIPAddress\"")
                      .equals(exchange.getRequestHeaders().getFirst("SOAPAction"));
          answer(
              exchange,
              right ? 200 : 500,
              "<r><NewExternalIPAddress>198.51.100.7</NewExternalIPAddress></r>");
        });

    assertThat(ask(LONG)).contains(NatPmp.address(new byte[] {(byte) 198, 51, 100, 7}));
  }

  @Test
  void is_given_up_when_it_sends_us_elsewhere() throws Exception {
    answerSearch();
    http.createContext(
        "/desc.xml",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "http://127.0.0.2:1/");
          answer(exchange, 302, "");
        });

    assertThat(ask(LONG)).isEmpty();
  }

  @Test
  void is_given_up_when_it_never_ends() throws Exception {
    answerSearch();
    http.createContext(
        "/desc.xml",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().flush(); // and says no more
        });

    assertThat(ask(Patience.OF_A_PERSON))
        .isEmpty(); // within the seconds that it waits for an answer
  }

  /** For the user ends the program, and nobody waits for the answer. */
  @Test
  void complains_about_nothing_when_the_answer_comes_after_the_end() throws Exception {
    Logger log = (Logger) LoggerFactory.getLogger("io.netty.util.concurrent");
    ListAppender<ILoggingEvent> complaints = new ListAppender<>();
    complaints.start();
    log.addAppender(complaints);
    answerSearch();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    http.createContext(
        "/desc.xml",
        exchange -> {
          asked.countDown();
          awaitQuietly(ended);
          answer(exchange, 200, "<root/>");
        });
    InetSocketAddress to = new InetSocketAddress(LOOPBACK, search.getLocalPort());
    Future<Optional<InetAddress>> answer =
        UpnpGateway.ask(
            group.next(), new NioDatagramSockets(), LOOPBACK, LOOPBACK, List.of(to), LONG);
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    Thread conversation = named("awl-upnp");

    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    ended.countDown();
    conversation.join(10_000);
    log.detachAppender(complaints);
    assertThat(conversation.isAlive()).isFalse();
    assertThat(complaints.list).isEmpty();
    assertThat(answer.isDone()).isFalse();
  }

  private static Thread named(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(each -> each.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitQuietly(CountDownLatch latch) throws InterruptedIOException {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  @Test
  void is_given_up_when_it_is_silent() throws Exception {
    assertThat(ask(Patience.OF_A_PERSON)).isEmpty();
  }

  private Optional<InetAddress> ask(Patience patience) throws Exception {
    InetSocketAddress to = new InetSocketAddress(LOOPBACK, search.getLocalPort());
    return UpnpGateway.ask(
            group.next(), new NioDatagramSockets(), LOOPBACK, LOOPBACK, List.of(to), patience)
        .get(25, TimeUnit.SECONDS);
  }

  /** Answers one search in the background. */
  private void answerSearch() throws SocketException {
    search.setSoTimeout(30_000);
    Thread answering =
        new Thread(
            () -> {
              try {
                DatagramPacket asked = new DatagramPacket(new byte[500], 500);
                search.receive(asked);
                byte[] said =
                    ("HTTP/1.1 200 OK\r\nLOCATION: http://127.0.0.1:"
                            + http.getAddress().getPort()
                            + "/desc.xml\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
                search.send(new DatagramPacket(said, said.length, asked.getSocketAddress()));
              } catch (InterruptedIOException | SocketException e) {
                // The test ended first.
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "gateway");
    answering.setDaemon(true);
    answering.start();
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
