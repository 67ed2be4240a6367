package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.rendezvous.RelayEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BehindProxyTest {

  private static HttpOption parsed(String... args) {
    HttpOption http = new HttpOption();
    new CommandLine(http).parseArgs(args);
    return http;
  }

  @Test
  void peers_are_told_the_url_of_the_proxy() throws Exception {
    String line =
        "serve --json --public 127.0.0.1 --stun-ports 0,0 --http 127.0.0.1:0"
            + " --url wss://awl.example.org --behind-proxy 127.0.0.1";
    try (CommandRun serve = CommandRun.start(line.split(" "))) {
      assertThat(LoopbackServer.field(serve.awaitEvent("ready"), "server"))
          .isEqualTo("wss://awl.example.org");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "wss://awl.example.org, wss://awl.example.org:443",
    "wss://awl.example.org:8443/, wss://awl.example.org:8443",
    "ws://[2001:db8::1], ws://[2001:db8::1]:80",
  })
  void the_relay_on_the_web_is_where_the_proxy_is(String url, String relay) {
    assertThat(parsed("--url", url).relay()).isEqualTo(RelayEndpoint.parse(relay));
  }

  @Test
  void a_rendezvous_on_loopback_says_that_it_needs_a_proxy() throws Exception {
    String line = "rendezvous --http 127.0.0.1:0";
    try (CommandRun run = CommandRun.start(line.split(" "))) {
      assertThat(run.awaitLine(each -> each.contains("--url"))).contains("this machine alone");
    }
  }

  @ParameterizedTest
  @CsvSource({"https://awl.example.org", "wss://awl.example.org/path", "wss://"})
  void a_url_that_peers_could_not_use_is_wrong_usage(String url) {
    CommandRun run = CommandRun.of("serve", "--url", url);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).hasSize(1);
  }
}
