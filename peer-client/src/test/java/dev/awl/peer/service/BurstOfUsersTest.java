package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.channel.PeerPair;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More users at once than one QUIC connection takes, before a second one can be there. */
@Timeout(120)
class BurstOfUsersTest {

  private static final int USERS = 600;

  @Test
  void waits_for_connections_that_are_being_made() throws Exception {
    ExecutorService accepting = Executors.newSingleThreadExecutor();
    List<Socket> users = new ArrayList<>();
    List<Socket> accepted = new ArrayList<>();
    try (ServicePair pair = new ServicePair(new PeerPair())) {
      pair.peers.wire.delay(400);
      Future<?> echoed =
          accepting.submit(
              () -> {
                echoAll(pair.target, accepted);
                return null;
              });
      for (int i = 0; i < USERS; i++) {
        Socket user = pair.connect();
        user.getOutputStream().write(i % 100);
        users.add(user);
      }
      for (int i = 0; i < USERS; i++) {
        assertThat(users.get(i).getInputStream().read()).as("user %d", i).isEqualTo(i % 100);
      }
      echoed.get();
    } finally {
      for (Socket each : users) {
        each.close();
      }
      for (Socket each : accepted) {
        each.close();
      }
      accepting.shutdownNow();
    }
  }

  private static void echoAll(ServerSocket target, List<Socket> accepted) throws Exception {
    target.setSoTimeout(20_000);
    for (int i = 0; i < USERS; i++) {
      Socket each = target.accept();
      accepted.add(each);
      each.getOutputStream().write(each.getInputStream().read());
    }
  }
}
