package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code awl serve} on loopback, for peers of the same process. */
final class LoopbackServer implements AutoCloseable {

  private final CommandRun serve;
  private final String url;

  private LoopbackServer(CommandRun serve) throws InterruptedException {
    this.serve = serve;
    this.url = field(serve.awaitEvent("ready"), "server");
  }

  static LoopbackServer start() throws InterruptedException {
    return new LoopbackServer(
        CommandRun.start(
            "serve --public 127.0.0.1 --alternate 127.0.0.2 --stun-ports 0,0 --http 127.0.0.1:0"
                .concat(" --allow-peer 127.0.0.0/8 --json")
                .split(" ")));
  }

  /** What peers are given as {@code --server}. */
  String url() {
    return url;
  }

  @Override
  public void close() {
    serve.close();
    assertThat(serve.exit()).isZero();
  }

  /** A text field of an event. */
  static String field(String json, String name) {
    Matcher field = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    assertThat(field.find()).as("%s in %s", name, json).isTrue();
    return field.group(1);
  }

  /** A web server whose every page is this text; to be stopped by who started it. */
  static HttpServer web(String text) throws IOException {
    HttpServer web =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext(
        "/",
        exchange -> {
          byte[] body = text.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    web.start();
    return web;
  }
}
