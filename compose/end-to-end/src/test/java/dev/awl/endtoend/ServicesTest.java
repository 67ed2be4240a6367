package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Services that people use, with the clients that they use. */
@Lab
@Timeout(120)
class ServicesTest {
  private static final String LAN = "192.168.1.2";

  @TempDir static Path home;
  @AutoClose private static SharedServices services;

  @BeforeAll
  static void open() {
    services =
        new SharedServices(
            home,
            "ssh=ssh://127.0.0.1:2222",
            "redis=tcp://127.0.0.1:6379",
            "web=http://127.0.0.1:8000",
            "socket=tcp://127.0.0.1:8765",
            "dns=udp://127.0.0.1:5353?idle=30s",
            "lan=socks5://192.168.1.0/24");
  }

  @AfterEach
  void stop() {
    services.stop();
  }

  @Test
  void openssh_runs_commands_and_carries_their_output() throws IOException {
    Path key = home.resolve("key");
    services
        .inner()
        .run(
            SharedServices.LIMIT,
            "ssh-keygen",
            "-q",
            "-t",
            "ed25519",
            "-N",
            "",
            "-f",
            key.toString());
    Path known = home.resolve("authorized");
    Files.copy(Path.of(key + ".pub"), known);
    services.startTcp(
        2222,
        "sh",
        "-c",
        "mkdir -p /run/sshd && exec /usr/sbin/sshd -D -e -f /dev/null -p 2222 -h "
            + key
            + " -o ListenAddress=127.0.0.1 -o StrictModes=no -o PidFile=none -o AuthorizedKeysFile="
            + known);
    String output =
        services.use(
            """
            ssh -F /dev/null -i %s -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
                -p %d root@127.0.0.1 'ip -br addr show eth0; seq 200000'
            """,
            key, services.port("ssh"));
    assertThat(output).contains(LAN).endsWith("\n199999\n200000\n");
  }

  @Test
  void redis_serves_fifty_clients_at_once() {
    services.startTcp(6379, "redis-server", "--bind", "127.0.0.1", "--port", "6379", "--save", "");
    int port = services.port("redis");
    services.use("redis-cli -p %d set where inner", port);
    assertThat(services.use("redis-cli -p %d get where", port).strip()).isEqualTo("inner");
    assertThat(services.use("redis-benchmark -p %d -c 50 -n 5000 -q -t set", port))
        .contains("requests per second");
  }

  @Test
  void http_keeps_its_connection() {
    Path file = TestFile.write(home.resolve("page"), 100_000);
    try (LabProcess files = FileServer.start(services.inner(), file)) {
      String connects =
          services.use(
              """
              url=http://127.0.0.1:%d/
              curl -sS -w '%%{num_connects}:%%{size_download} ' \
                  -o /dev/null -o /dev/null -o /dev/null $url $url $url
              """,
              services.port("web"));
      assertThat(connects.strip()).as("%s", files).isEqualTo("1:100000 0:100000 0:100000");
    }
  }

  @Test
  void websocket_messages_come_back() {
    String program = Program.path("services/websocket.py");
    services.startTcp(8765, Program.PYTHON, program, "serve", "127.0.0.1", "8765");
    assertThat(
            services.use(
                "%s %s use 127.0.0.1 %d", Program.PYTHON, program, services.port("socket")))
        .contains("echoed");
  }

  private void startDns(String at) {
    services.startUdp(
        5353,
        "dnsmasq",
        "--no-daemon",
        "--no-resolv",
        "--no-hosts",
        "--conf-file=/dev/null",
        "--port=5353",
        "--listen-address=" + at,
        "--bind-interfaces",
        "--user=root",
        "--address=/printer.lan/10.1.2.3");
  }

  @Test
  void dns_answers_over_udp() {
    startDns("127.0.0.1");
    for (int i = 0; i < 5; i++) { // each from a port of its own
      String answer =
          services.use("dig @127.0.0.1 -p %d +short +tries=1 printer.lan", services.port("dns"));
      assertThat(answer.strip()).isEqualTo("10.1.2.3");
    }
  }

  @Test
  void socks_reaches_the_lan_over_tcp_and_udp_and_nothing_else() throws IOException {
    Path files = Files.createDirectory(home.resolve("files"));
    Files.writeString(files.resolve("greeting"), "hello from the LAN\n");
    services.startTcp(
        8080,
        Program.PYTHON,
        "-m",
        "http.server",
        "--bind",
        LAN,
        "--directory",
        files.toString(),
        "8080");
    int proxy = services.port("lan");
    String curl = "curl -sS --socks5-hostname 127.0.0.1:" + proxy;
    assertThat(services.use(curl + " http://%s:8080/greeting", LAN))
        .isEqualTo("hello from the LAN\n");
    Command outside =
        services.access().shell(SharedServices.LIMIT, curl + " http://127.0.0.1:8080/");
    assertThat(outside.exit()).as("%s", outside).isEqualTo(97); // CURLE_PROXY
    startDns(LAN);
    String answer =
        services.use(
            "%s %s 127.0.0.1 %d %s 5353 printer.lan",
            Program.PYTHON, Program.path("services/socks_dns.py"), proxy, LAN);
    assertThat(answer.strip()).isEqualTo("10.1.2.3");
  }
}
