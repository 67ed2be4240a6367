package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.awl.relay.client.RelayCredentials;
import dev.awl.relay.client.RelayListener;
import dev.awl.relay.client.RelaySession;
import io.netty.buffer.ByteBuf;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code awl relay} as its operator uses it: a file of options, its sessions, its counters. */
@Timeout(120)
class RelayCommandTest {

  @TempDir Path home;
  private MultiThreadIoEventLoopGroup loops;
  private CommandRun relay;
  private URI udp;
  private String port;

  @BeforeEach
  void start() throws Exception {
    loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    write("--secret one");
    relay = CommandRun.start("relay", "@" + home.resolve("options"));
    udp = URI.create("udp://" + address("relay", "tcp"));
    port = "" + udp.getPort();
  }

  @AfterEach
  void stop() {
    relay.close();
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private void write(String more) throws IOException {
    Files.writeString(
        home.resolve("options"),
        """
        # how this relay runs
        --json --home "%s"
        --public 127.0.0.1 --port 0
        --metrics 127.0.0.1:0
        %s
        """
            .formatted(home, more));
  }

  private String address(String service, String protocol) throws InterruptedException {
    String begin =
        "{\"event\":\"listening\",\"service\":\"%s\",\"protocol\":\"%s\",\"address\":\""
            .formatted(service, protocol);
    String line = relay.awaitLine(each -> each.startsWith(begin));
    return line.substring(begin.length()).replace("\"}", "");
  }

  /** Why there is no allocation, or where it is. */
  private String allocate(String secret) throws Exception {
    CompletableFuture<String> outcome = new CompletableFuture<>();
    String user = Instant.now().plusSeconds(600).getEpochSecond() + ":carol";
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
    String password =
        Base64.getEncoder().encodeToString(mac.doFinal(user.getBytes(StandardCharsets.UTF_8)));
    RelaySession.overTcp(
        loops.next(),
        new InetSocketAddress(udp.getHost(), udp.getPort()),
        new RelayCredentials(user, password),
        new RelayListener() {
          @Override
          public void allocated(InetSocketAddress relayed, InetSocketAddress mapped) {
            outcome.complete(relayed.getHostString() + ":" + relayed.getPort());
          }

          @Override
          public void permitted(InetAddress peer) {}

          @Override
          public void data(InetSocketAddress peer, ByteBuf payload) {}

          @Override
          public void failed(String reason) {
            outcome.complete(reason);
          }
        });
    return outcome.get(30, TimeUnit.SECONDS);
  }

  private CommandRun ask(String... what) {
    String[] line = new String[what.length + 5];
    System.arraycopy(what, 0, line, 0, what.length);
    line[what.length] = "--port";
    line[what.length + 1] = port;
    line[what.length + 2] = "--home";
    line[what.length + 3] = home.toString();
    line[what.length + 4] = "--json";
    return CommandRun.of(line);
  }

  private void hangUp() throws Exception {
    assumeThat(System.getProperty("os.name")).doesNotContain("Windows");
    long self = ProcessHandle.current().pid();
    assertThat(new ProcessBuilder("kill", "-HUP", "" + self).start().waitFor()).isZero();
  }

  @Test
  void lists_sessions_and_ends_them() throws Exception {
    relay.awaitEvent("ready");
    String relayed = allocate("one");

    assertThat(ask("relay", "sessions").out())
        .singleElement()
        .asString()
        .contains("\"user\":\"carol\",\"transport\":\"tcp\"")
        .contains("\"relayed\":\"" + relayed + "\"");
    assertThat(ask("relay", "kick", "dave").exit()).isEqualTo(1);
    CommandRun kick = ask("relay", "kick", relayed);
    assertThat(kick.exit()).isZero();
    assertThat(kick.out()).singleElement().asString().contains("\"event\":\"kicked\"");
    assertThat(ask("relay", "sessions").out()).isEmpty();
  }

  @Test
  void takes_the_addresses_of_other_servers_and_says_which_one_it_serves_on() throws Exception {
    String options = "--public 127.0.0.1 --alternate 127.0.0.2 --port 0 --secret one";
    String[] all = ("relay --home " + home.resolve("two") + " " + options).split(" ");
    try (CommandRun both = CommandRun.start(all)) {
      both.awaitLine(
          line -> line.equals("--alternate is for STUN: a relay serves on --public alone"));
      both.awaitLine(line -> line.equals("ready"));
    }
  }

  @Test
  void its_control_socket_is_its_owners_alone_and_goes_with_it() throws Exception {
    relay.awaitEvent("ready");
    Path socket = home.resolve("relay-" + port + ".sock");
    assertThat(Files.getPosixFilePermissions(socket))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    relay.close();
    assertThat(socket).doesNotExist();
    CommandRun sessions = ask("relay", "sessions");
    assertThat(sessions.exit()).isEqualTo(1);
    assertThat(sessions.out()).singleElement().asString().contains("no relay at " + socket);
  }

  @Test
  void a_hang_up_reads_the_file_of_options_again() throws Exception {
    relay.awaitEvent("ready");
    write("--secret two --max-user-allocations 1");
    hangUp();
    relay.awaitLine(line -> line.equals("{\"event\":\"reloaded\"}"));

    assertThat(allocate("one")).contains("refused the credentials");
    assertThat(allocate("two")).startsWith("127.0.0.1:");
    assertThat(allocate("two")).contains("486");
  }

  @Test
  void a_file_that_cannot_be_used_changes_nothing() throws Exception {
    relay.awaitEvent("ready");
    write("--secret two --deny-peer nonsense");
    hangUp();
    relay.awaitLine(line -> line.contains("the former settings stay") && line.contains("nonsense"));
    write("--secrets two");
    hangUp();
    relay.awaitLine(line -> line.contains("the former settings stay"));

    assertThat(allocate("one")).startsWith("127.0.0.1:");
  }

  @Test
  void counts_on_a_page_for_prometheus() throws Exception {
    String metrics = address("metrics", "tcp");
    allocate("one");
    HttpResponse<String> page =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://" + metrics + "/metrics"))
                    .timeout(Duration.ofSeconds(10))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(page.body()).contains("\nawl_relay_allocations 1\n").doesNotContain("carol");
  }
}
