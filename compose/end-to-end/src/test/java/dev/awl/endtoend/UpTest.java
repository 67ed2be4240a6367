package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code awl up} on both sides of the hole: reloaded under traffic, asked how it is. */
@Lab
class UpTest {
  private static final int RELOADS = 50;
  private static final int SIZE = 18_000_000;
  private static final int BYTES_PER_SECOND = 100_000; // three minutes, if nobody hurries it

  @TempDir Path homes;

  @Test
  void fifty_reloads_under_traffic_disturb_no_connection_of_a_service_that_stays()
      throws IOException {
    Path file = TestFile.write(homes.resolve("file"), SIZE);
    Path copy = homes.resolve("copy");
    Path reloaded = homes.resolve("reloaded");
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        AwlProcess server = AwlServer.start(lab, homes.resolve("server"));
        LabProcess files = FileServer.start(lab.inner().host(), file, BYTES_PER_SECOND, reloaded)) {
      String laptop = Launcher.id(lab.access().host(), homes.resolve("access"));
      String nas = Launcher.id(lab.inner().host(), homes.resolve("inner"));
      write("inner", inner(laptop, false));
      write(
          "access",
          "[connect.nas]\npeer = \"%s\"\nmap = { web = \"%d\" }\n".formatted(nas, Session.MAPPED));
      try (AwlProcess inner = up(lab.inner().host(), "inner");
          AwlProcess access = up(lab.access().host(), "access")) {
        access.await("listening", Session.PATIENCE);
        access.awaitPath("direct");
        try (LabProcess download = download(lab, copy)) {
          for (int i = 1; i <= RELOADS; i++) {
            write("inner", inner(laptop, i % 2 == 1));
            int reloads = i;
            inner.process().hangUp();
            access.process().hangUp();
            awaitReloads(inner, reloads);
            awaitReloads(access, reloads);
          }
          assertThat(download.running()).as("the traffic outlasts the reloads").isTrue();
          Files.createFile(reloaded);
          assertThat(download.exit(Duration.ofSeconds(60))).as("%s", download).isZero();
        }
        assertThat(TestFile.sha256(copy))
            .as("%s%n%s", inner, files)
            .isEqualTo(TestFile.sha256(file));
        assertThat(access.events()).as("%s", server).noneMatch(each -> each.is("disconnected"));
        explains(lab, nas);
      }
    }
  }

  private LabProcess download(Topology lab, Path copy) {
    return LabProcess.start(
        lab.access().host(),
        homes.resolve("curl.log"),
        "curl",
        "-sSf",
        "-o",
        copy.toString(),
        "http://127.0.0.1:" + Session.MAPPED + "/file");
  }

  private static void awaitReloads(AwlProcess process, int count) {
    process.await(
        event ->
            event.is("reloaded")
                && process.events().stream().filter(each -> each.is("reloaded")).count() >= count,
        "reload " + count,
        Session.PATIENCE);
  }

  private void explains(Topology lab, String nas) {
    Command status = ask(lab, "status");
    assertThat(status.succeeded()).contains("nas   direct", "connected", "web=127.0.0.1:9000");
    assertThat(ask(lab, "ping", "nas").succeeded()).hasLineCount(4).contains("nas over direct");
    assertThat(ask(lab, "why", nas).succeeded())
        .contains("PC", "simultaneous-open", "the path is direct");
    Command inner =
        Launcher.run(lab.inner().host(), Session.PATIENCE, homes.resolve("inner"), "why", "laptop");
    assertThat(inner.succeeded()).contains("our NAT  PC", "theirs   PC", "peer     laptop");
  }

  private Command ask(Topology lab, String... words) {
    return Launcher.run(lab.access().host(), Session.PATIENCE, homes.resolve("access"), words);
  }

  private AwlProcess up(Host host, String home) {
    AwlProcess process =
        AwlProcess.start(host, homes.resolve(home), Map.of("AWL_SERVER", AwlServer.URL), "up");
    process.awaitReady();
    return process;
  }

  private static String inner(String laptop, boolean extra) {
    String web = FileServer.SERVICE.substring(FileServer.SERVICE.indexOf('=') + 1);
    return "[peers.laptop]\nid = \"%s\"\n[services.web]\ntarget = \"%s\"\n".formatted(laptop, web)
        + (extra ? "[services.extra]\ntarget = \"tcp://127.0.0.1:9\"\n" : "");
  }

  private void write(String home, String text) throws IOException {
    Files.createDirectories(homes.resolve(home));
    Path draft = homes.resolve(home).resolve("awl.toml.new");
    Files.writeString(draft, text);
    Files.move(
        draft,
        homes.resolve(home).resolve("awl.toml"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }
}
