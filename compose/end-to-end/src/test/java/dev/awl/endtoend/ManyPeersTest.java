package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who shares with whom: both ways over one channel, with many at once, and not with everybody. */
@Lab
@Timeout(180)
class ManyPeersTest {
  private static final int PEERS = 20;
  private static final Duration LIMIT = Duration.ofSeconds(60); // twenty JVMs on two cores

  @TempDir Path homes;

  @Test
  void twenty_access_peers_share_one_inner_peer() throws Exception {
    Path file = TestFile.write(homes.resolve("file"), 200_000);
    List<AwlProcess> running = new ArrayList<>();
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        LabProcess files = FileServer.start(lab.inner().host(), file);
        AutoCloseable all = () -> running.forEach(AwlProcess::close)) {
      Host access = lab.access().host();
      running.add(AwlServer.start(lab, homes.resolve("server")));
      List<String> share =
          new ArrayList<>(
              List.of("share", FileServer.SERVICE, "--no-code", "--server", AwlServer.URL));
      for (int i = 0; i < PEERS; i++) {
        share.addAll(List.of("--trust", Launcher.id(access, homes.resolve("access-" + i))));
      }
      AwlProcess inner =
          AwlProcess.start(
              lab.inner().host(), homes.resolve("inner"), share.toArray(String[]::new));
      running.add(inner);
      String id = inner.await("ready", LIMIT).text("peer");
      List<AwlProcess> peers = new ArrayList<>();
      for (int i = 0; i < PEERS; i++) {
        AwlProcess peer =
            AwlProcess.start(
                access,
                homes.resolve("access-" + i),
                "connect",
                id,
                "--server",
                AwlServer.URL,
                "--map",
                "web=" + (9100 + i));
        running.add(peer);
        peers.add(peer);
        if (i % 5 == 4) {
          peer.await("ready", LIMIT); // two cores do not start twenty JVMs within the time-outs
        }
      }
      for (int i = 0; i < PEERS; i++) {
        peers.get(i).await(event -> event.isPath("direct"), "hole", LIMIT);
        Download download =
            Download.fetch(access, 9100 + i, homes.resolve("copy"), Duration.ofSeconds(20));
        assertThat(download.sha256())
            .as("peer %d: %s%n%s%s", i, peers.get(i), files, all)
            .isEqualTo(TestFile.sha256(file));
      }
    }
  }

  @Test
  void two_peers_use_each_other_over_one_channel_and_a_third_gets_nothing() {
    Path file = TestFile.write(homes.resolve("file"), 200_000);
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        AwlProcess server = AwlServer.start(lab, homes.resolve("server"));
        LabProcess there = FileServer.start(lab.inner().host(), file);
        LabProcess here = FileServer.start(lab.access().host(), file)) {
      Host inner = lab.inner().host();
      Host access = lab.access().host();
      String friend = Launcher.id(access, homes.resolve("friend"));
      String third = Launcher.id(access, homes.resolve("third"));
      try (AwlProcess share =
          AwlProcess.start(
              inner,
              homes.resolve("inner"),
              "share",
              FileServer.SERVICE + "?allow=" + friend,
              "for-all=tcp://127.0.0.1:7100",
              "--use",
              "--no-code",
              "--server",
              AwlServer.URL,
              "--trust",
              friend,
              "--trust",
              third)) {
        String id = share.await("ready", LIMIT).text("peer");
        try (AwlProcess connect =
            AwlProcess.start(
                access,
                homes.resolve("friend"),
                "connect",
                id,
                "--share",
                "back=tcp://127.0.0.1:8000",
                "--map",
                "web=9000",
                "--server",
                AwlServer.URL)) {
          connect.await("ready", LIMIT);
          String at =
              share
                  .await(
                      event -> event.is("listening") && event.text("service").equals("back"),
                      "port",
                      LIMIT)
                  .text("address");
          String sum = TestFile.sha256(file);
          assertThat(Download.fetch(access, 9000, homes.resolve("there"), LIMIT).sha256())
              .as("%s", there)
              .isEqualTo(sum);
          int port = Integer.parseInt(at.substring(at.lastIndexOf(':') + 1));
          assertThat(Download.fetch(inner, port, homes.resolve("back"), LIMIT).sha256())
              .as("%s %s", here, server)
              .isEqualTo(sum);
        }
        Command refused =
            Launcher.run(
                access,
                LIMIT,
                homes.resolve("third"),
                "connect",
                id,
                "--map",
                "web=9001",
                "--server",
                AwlServer.URL);
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.errors()).contains("shares no 'web'; it shares for-all");
      }
    }
  }
}
