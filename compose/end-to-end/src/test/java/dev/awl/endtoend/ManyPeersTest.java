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
@Timeout(300)
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
      running.add(AwlServer.start(lab, homes.resolve("server")));
      List<Peer> users = new ArrayList<>();
      List<String> share = new ArrayList<>(List.of("share", FileServer.SERVICE, "--no-code"));
      for (int i = 0; i < PEERS; i++) {
        users.add(new Peer(lab.access().host(), homes.resolve("access-" + i)));
        share.addAll(List.of("--trust", users.get(i).id()));
      }
      AwlProcess inner = Peer.inner(lab, homes).start(share.toArray(String[]::new));
      running.add(inner);
      String id = inner.await("ready", LIMIT).text("peer");
      List<AwlProcess> peers = new ArrayList<>();
      for (int i = 0; i < PEERS; i++) {
        AwlProcess peer = users.get(i).start("connect", id, "--map", "web=" + (9100 + i));
        running.add(peer);
        peers.add(peer);
        if (i % 2 == 1) { // two cores do not start twenty JVMs within the time-outs
          peers.get(i - 1).await("ready", LIMIT);
          peer.await("ready", LIMIT);
        }
      }
      for (int i = 0; i < PEERS; i++) {
        peers.get(i).await(event -> event.isPath("direct"), "hole", LIMIT);
        Download download =
            Download.fetch(
                lab.access().host(), 9100 + i, homes.resolve("copy"), Duration.ofSeconds(20));
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
      Peer friend = new Peer(lab.access().host(), homes.resolve("friend"));
      Peer third = new Peer(lab.access().host(), homes.resolve("third"));
      try (AwlProcess share =
          Peer.inner(lab, homes)
              .start(
                  "share",
                  FileServer.SERVICE + "?allow=" + friend.id(),
                  "for-all=tcp://127.0.0.1:7100",
                  "--use",
                  "--no-code",
                  "--trust",
                  friend.id(),
                  "--trust",
                  third.id())) {
        String id = share.await("ready", LIMIT).text("peer");
        try (AwlProcess connect =
            friend.start(
                "connect", id, "--share", "back=tcp://127.0.0.1:8000", "--map", "web=9000")) {
          connect.await("ready", LIMIT);
          int back = share.awaitPort("back");
          String sum = TestFile.sha256(file);
          assertThat(Download.fetch(friend.host(), 9000, homes.resolve("there"), LIMIT).sha256())
              .as("%s", there)
              .isEqualTo(sum);
          assertThat(
                  Download.fetch(lab.inner().host(), back, homes.resolve("back"), LIMIT).sha256())
              .as("%s %s", here, server)
              .isEqualTo(sum);
        }
        Command refused = third.run(LIMIT, "connect", id, "--map", "web=9001");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.errors()).contains("shares no 'web'; it shares for-all");
      }
    }
  }
}
