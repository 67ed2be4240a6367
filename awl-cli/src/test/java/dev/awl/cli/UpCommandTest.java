package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two daemons from files, and the commands that talk to them. */
@Timeout(240)
class UpCommandTest {

  @TempDir static Path homes;

  private static LoopbackServer serve;
  private static String url;
  private static ServerSocket echo;

  @BeforeAll
  static void serve() throws Exception {
    serve = LoopbackServer.start();
    url = serve.url();
    echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(UpCommandTest::serveEcho, "echo");
    thread.setDaemon(true);
    thread.start();
  }

  private static void serveEcho() {
    while (!echo.isClosed()) {
      try {
        Socket user = echo.accept();
        Thread thread =
            new Thread(
                () -> {
                  try (user) {
                    user.getInputStream().transferTo(user.getOutputStream());
                  } catch (IOException e) {
                    // The user is gone.
                  }
                });
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  @AfterAll
  static void stop() throws IOException {
    echo.close();
    serve.close();
  }

  @Test
  void survives_fifty_reloads_and_changes_only_what_differs() throws Exception {
    write("nas", nas("echo", "again"));
    write("laptop", laptop(""));
    try (CommandRun nas = up("nas");
        CommandRun laptop = up("laptop")) {
      String first = laptop.awaitLine(line -> listens(line, "echo"));
      try (Socket user = connect(first)) {
        assertEchoes(user, 0);
        for (int i = 1; i <= 50; i++) {
          // "extra" comes and goes, "echo" stays: on both sides, at both files.
          write("nas", i % 2 == 0 ? nas("echo", "again") : nas("echo", "extra"));
          assertThat(reload("nas").exit()).isZero();
          assertThat(reload("laptop").exit()).isZero();
          assertEchoes(user, i);
        }
        // What came and went above has been told often: this is another one.
        write("nas", nas("echo", "later"));
        reload("nas");
        laptop.awaitLine(line -> listens(line, "later"));
        assertEchoes(user, 51);

        // Another address for one service leaves the connection of the other alone.
        write("laptop", laptop("map = { echo = \"127.0.0.1:0\" }\n"));
        reload("laptop");
        laptop.awaitLine(line -> line.contains("\"closed\"") && line.contains("\"later\""));
        laptop.awaitLine(line -> listens(line, "echo"));
        assertEchoes(user, 52);

        write("nas", nas("later"));
        reload("nas");
        laptop.awaitLine(line -> line.contains("\"closed\"") && line.contains("\"echo\""));
        assertEnds(user);
      }
      aMapThatCannotBeIsTold(laptop);
      statusPingAndWhy();
      aMistakeChangesNothing(nas);
    }
    assertThat(homes.resolve("nas/up.sock")).doesNotExist();
  }

  private void aMapThatCannotBeIsTold(CommandRun laptop) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String place = "127.0.0.1:" + taken.getLocalPort();
      write("laptop", laptop("map = { later = \"" + place + "\", nothing = \"127.0.0.1:0\" }\n"));
      reload("laptop");
      laptop.awaitLine(line -> line.contains("shares no nothing, which its map names"));
      laptop.awaitLine(
          line -> line.contains("cannot listen on " + place) && line.contains("in [connect.nas]"));
      assertThat(command("laptop", "status").out())
          .anyMatch(line -> line.startsWith("no port   nas/later: cannot listen on " + place));
    }
  }

  private void statusPingAndWhy() throws Exception {
    assertThat(Files.getPosixFilePermissions(homes.resolve("nas/up.sock")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(command("laptop", "status", "--json").out())
        .anyMatch(line -> line.contains("\"status\"") && line.contains("\"registered\":true"))
        .anyMatch(line -> line.contains("\"session\"") && line.contains("\"name\":\"nas\""))
        .anyMatch(line -> line.contains("\"our_nat\":") && line.contains("\"their_nat\":"))
        .anyMatch(line -> line.contains("\"connect\"") && line.contains("\"state\":\"connected\""));
    assertThat(command("nas", "status").out()).anyMatch(l -> l.startsWith("services  1: later"));
    assertThat(command("laptop", "status").out()).anyMatch(line -> line.startsWith("CONNECT"));
    assertThat(command("laptop", "ping", "nas").out()).hasSize(4).allMatch(l -> l.endsWith(" ms"));
    List<String> why = command("laptop", "why", "nas").out();
    assertThat(why).anyMatch(line -> line.startsWith("PLAN")).anyMatch(l -> l.startsWith("helps"));
    assertThat(command("laptop", "why", "nas", "--json").out())
        .anyMatch(line -> line.contains("\"plan\":\"relay\"") && line.contains("\"probes\":"));
    assertThat(command("laptop", "why", user("stranger").id()).exit()).isEqualTo(3);
    assertThat(command("laptop", "ping", user("stranger").id()).exit()).isEqualTo(3);
    assertThat(command("nobody", "status").exit()).isEqualTo(1);
  }

  @Test
  void a_daemon_shows_a_code_when_asked_and_lets_in_who_types_it() throws Exception {
    write("box", nas("echo"));
    try (CommandRun box = up("box")) {
      String code = LoopbackServer.field(command("box", "pair", "--json").out().get(0), "code");
      try (CommandRun guest = user("guest").start("connect", code, "--server", url, "--json")) {
        try (Socket user = connect(guest.awaitLine(line -> listens(line, "echo")))) {
          assertEchoes(user, 7);
        }
        assertThat(command("box", "peers", "--json").out())
            .hasSize(2)
            .anyMatch(l -> l.contains(user("laptop").id()) && l.contains("\"file\":\"awl.toml\""))
            .anyMatch(l -> l.contains(user("guest").id()) && l.contains("\"since\""));
        assertThat(command("box", "peers").out().get(1)).startsWith("laptop").contains("awl.toml");
      }
      box.awaitEvent("paired");
    }
  }

  @Test
  void changed_path_hangs_up_and_comes_back_by_the_new_one_while_others_stay() throws Exception {
    for (String home : new String[] {"attic", "cellar"}) {
      write(home, nas(home).replace(user("laptop").id(), user("phone").id()));
    }
    write("phone", phone("auto"));
    try (CommandRun attic = up("attic");
        CommandRun cellar = up("cellar");
        CommandRun phone = up("phone")) {
      List<String> ports = List.of(phone.awaitEvent("listening"), phone.awaitEvent("listening"));
      boolean atticFirst = ports.get(0).contains("\"attic\"");
      String changing = ports.get(atticFirst ? 0 : 1);
      try (Socket changed = connect(changing);
          Socket other = connect(ports.get(atticFirst ? 1 : 0))) {
        assertEchoes(changed, 1);
        assertEchoes(other, 1);
        write("phone", phone("relay"));
        assertThat(reload("phone").exit()).isZero();
        awaitEvent(phone, "disconnected");
        assertEnds(changed);
        awaitEvent(phone, "connected");
        assertThat(command("phone", "ping", "attic").out()).hasSize(4);
        assertThat(kind("phone", "attic")).isEqualTo("relay");
        assertEchoes(other, 2);
      }
      try (Socket again = connect(changing)) {
        assertEchoes(again, 3);
      }
      aCallersPathChanges(phone);
      assertThat(List.of(attic.exit(), cellar.exit())).containsOnly(-1); // they run on
    }
  }

  /** The one who was called says it, for a peer that has nothing but a line in its file. */
  private void aCallersPathChanges(CommandRun phone) throws Exception {
    write("phone", phone("auto"));
    reload("phone");
    phone.awaitLine(
        line ->
            line.contains("\"path\"")
                && line.contains(user("attic").id())
                && !line.contains("\"relay\""));
    String text = nas("attic").replace(user("laptop").id(), user("phone").id());
    write("attic", text.replace("[services", "path = \"relay\"\n[services"));
    reload("attic");
    awaitEvent(phone, "disconnected");
    awaitEvent(phone, "connected");
    assertThat(command("attic", "ping", "laptop").out()).hasSize(4);
    assertThat(kind("attic", "laptop")).isEqualTo("relay");
  }

  private static void awaitEvent(CommandRun phone, String event) throws InterruptedException {
    phone.awaitLine(line -> line.contains('"' + event + '"') && line.contains(user("attic").id()));
  }

  private static String phone(String path) {
    return "server = \"%s\"\n".formatted(url)
        + "[connect.attic]\npeer = \"%s\"\npath = \"%s\"\n".formatted(user("attic").id(), path)
        + "[connect.cellar]\npeer = \"%s\"\n".formatted(user("cellar").id());
  }

  private static String kind(String home, String peer) {
    String session =
        command(home, "status", "--json").out().stream()
            .filter(l -> l.contains("\"session\"") && l.contains("\"name\":\"" + peer + "\""))
            .findFirst()
            .orElseThrow();
    return LoopbackServer.field(session, "kind");
  }

  private void aMistakeChangesNothing(CommandRun nas) throws Exception {
    write("nas", nas("later") + "\n[servces]\n");
    CommandRun reload = reload("nas");
    assertThat(reload.exit()).isEqualTo(1);
    assertThat(reload.err())
        .singleElement()
        .asString()
        .contains("not reloaded", "awl.toml:", "unknown key 'servces'");
    assertThat(command("nas", "status", "--json").out())
        .anyMatch(l -> l.contains("\"services\":1"));
    assertThat(nas.exit()).isEqualTo(-1);
  }

  @Test
  void a_second_daemon_of_a_home_ends_and_leaves_the_first_one_registered() throws Exception {
    write("once", nas("echo"));
    try (CommandRun first = up("once")) {
      CommandRun second = command("once", "up");

      assertThat(second.exit()).isEqualTo(1);
      assertThat(second.err())
          .singleElement()
          .asString()
          .isEqualTo(
              "awl: `awl up` already runs with this home (control socket %s)",
              homes.resolve("once/up.sock"));
      assertThat(status("once")).contains("\"registered\":true");
      assertThat(first.exit()).isEqualTo(-1);
    }
  }

  @Test
  void a_daemon_waits_for_a_server_that_is_not_there_and_for_the_one_it_is_told_meanwhile()
      throws Exception {
    try (ClosedPorts closed = ClosedPorts.open()) {
      daemonWaitsFor(closed.number());
    }
  }

  private void daemonWaitsFor(int nobody) throws Exception {
    write("early", "server = \"ws://127.0.0.1:%d\"\n".formatted(nobody));
    try (CommandRun early = user("early").start("up", "--json")) {
      String waits = early.awaitEvent("notice");
      assertThat(waits).contains("127.0.0.1:" + nobody, "refused", "trying again in 2 s");
      write("early", "server = \"%s\"\n".formatted(url));
      assertThat(early.awaitEvent("ready")).contains(url);
      assertThat(early.exit()).isEqualTo(-1);
    }
  }

  @Test
  void a_share_of_the_same_home_takes_over_and_the_daemon_says_so() throws Exception {
    write("both", nas("echo"));
    try (CommandRun daemon = up("both");
        CommandRun share =
            user("both").start("share", "tcp://127.0.0.1:9", "--server", url, "--json")) {
      share.awaitLine(line -> line.contains("\"notice\"") && line.contains("`awl up` runs"));

      daemon.awaitLine(line -> line.contains("\"taken-over\"") && line.contains("stop one"));
      assertThat(status("both")).contains("\"registered\":false", "\"taken_over\":true");
      assertThat(command("both", "status").out())
          .anyMatch(line -> line.startsWith("server") && line.contains("another process"));
      assertThat(command("both", "pair").err())
          .singleElement()
          .asString()
          .contains("another process with this identity is registered");
    }
  }

  @Test
  void a_reload_does_not_change_the_server_in_use_and_says_so_each_time() throws Exception {
    write("moved", nas("echo"));
    try (CommandRun daemon = up("moved")) {
      write("moved", nas("echo").replace(url, "ws://192.0.2.1:9"));
      for (int i = 0; i < 2; i++) {
        assertThat(reload("moved").out())
            .singleElement()
            .asString()
            .endsWith("taken at the start only: restart for those");
      }

      assertThat(LoopbackServer.field(status("moved"), "server")).isEqualTo(url);
      String code = command("moved", "pair", "--json").out().get(0);
      assertThat(LoopbackServer.field(code, "server")).isEqualTo(url);
      assertThat(daemon.exit()).isEqualTo(-1);
    }
  }

  private static String status(String home) {
    return command(home, "status", "--json").out().stream()
        .filter(line -> line.contains("\"status\""))
        .findFirst()
        .orElseThrow();
  }

  private static String nas(String... services) {
    StringBuilder text = new StringBuilder("server = \"" + url + "\"\n");
    text.append("[peers.laptop]\nid = \"").append(user("laptop").id()).append("\"\n");
    for (String each : services) {
      text.append("[services.").append(each).append("]\n");
      text.append("target = \"tcp://127.0.0.1:").append(echo.getLocalPort()).append("\"\n");
    }
    return text.toString();
  }

  private static String laptop(String more) {
    return "server = \"%s\"\n[connect.nas]\npeer = \"%s\"\n%s"
        .formatted(url, user("nas").id(), more);
  }

  private static void write(String home, String text) throws IOException {
    Files.createDirectories(homes.resolve(home));
    Files.writeString(homes.resolve(home).resolve("awl.toml"), text);
  }

  private static CommandRun up(String home) throws InterruptedException {
    CommandRun run = user(home).start("up", "--json");
    run.awaitEvent("ready");
    return run;
  }

  private static CommandRun reload(String home) {
    return command(home, "reload");
  }

  private static CommandRun command(String home, String... words) {
    return user(home).run(words);
  }

  private static boolean listens(String line, String service) {
    return line.contains("\"listening\"") && line.contains("\"" + service + "\"");
  }

  private static Socket connect(String listening) throws IOException {
    String address = LoopbackServer.field(listening, "address");
    int colon = address.lastIndexOf(':');
    Socket socket = new Socket();
    socket.setSoTimeout(30_000);
    socket.connect(
        new InetSocketAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
    return socket;
  }

  private static void assertEchoes(Socket user, int value) throws IOException {
    OutputStream out = user.getOutputStream();
    out.write(value);
    out.flush();
    assertThat(user.getInputStream().read()).isEqualTo(value);
  }

  private static void assertEnds(Socket user) {
    try (InputStream in = user.getInputStream()) {
      assertThat(in.read()).isEqualTo(-1);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  private static User user(String name) {
    return new User(homes.resolve(name));
  }
}
