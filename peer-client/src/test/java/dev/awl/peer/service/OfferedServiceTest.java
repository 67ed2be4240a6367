package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the access peer is offered, where it listens for it, and what is refused. */
@Timeout(120)
class OfferedServiceTest {

  @Test
  void list_is_fetched_and_follows_changes() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      assertThat(list(pair)).containsExactly(pair.service);
      CompletableFuture<List<Service>> update = new CompletableFuture<>();
      Service added = new Service("mail", "tcp", "::1", 25);
      pair.peers.listener.run(() -> pair.user.onUpdate(update::complete));
      pair.share(SharedService.of(pair.service), SharedService.of(added));
      assertThat(update.get(30, TimeUnit.SECONDS)).containsExactly(pair.service, added);
      assertThat(list(pair)).containsExactly(pair.service, added);
    }
  }

  private static List<Service> list(ServicePair pair) throws Exception {
    return pair.peers.listener.call(() -> pair.user.list()).get(30, TimeUnit.SECONDS);
  }

  @Test
  void list_is_asked_for_anew_on_a_new_channel_while_the_old_one_owes_it() throws Exception {
    try (ServicePair before = new ServicePair();
        ServicePair after = new ServicePair()) {
      before.peers.wire.swallow(true);
      Future<List<Service>> owed = before.peers.listener.call(before.user::list);
      after.peers.listener.run(() -> before.user.attach(after.peers.listener.channel));
      assertThat(owed.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(owed.cause()).hasMessageContaining("was replaced");
      assertThat(after.peers.listener.call(before.user::list).get(30, TimeUnit.SECONDS))
          .containsExactly(after.service);
    }
  }

  @Test
  void list_that_comes_too_late_for_who_asked_is_told_nevertheless() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      CompletableFuture<List<Service>> late = new CompletableFuture<>();
      pair.peers.wire.swallow(true);
      Future<List<Service>> asked = pair.peers.listener.call(pair.user::list);
      pair.peers.listener.run(() -> pair.user.onUpdate(late::complete));
      assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(asked.cause()).hasMessageContaining("within 8 s");
      pair.peers.wire.swallow(false);
      assertThat(late.get(30, TimeUnit.SECONDS)).containsExactly(pair.service);
    }
  }

  @Test
  void port_in_use_is_one_line_that_says_what_to_do() throws Exception {
    try (ServicePair pair = new ServicePair();
        ServerSocket taken = new ServerSocket(0, 1, pair.target.getInetAddress())) {
      InetSocketAddress wanted = new InetSocketAddress("127.0.0.1", taken.getLocalPort());
      Future<BoundListener> bound =
          pair.peers.listener.call(() -> pair.user.listen(pair.service, wanted));
      assertThat(bound.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(bound.cause())
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("--map web=PORT");
    }
  }

  @Test
  void port_of_the_service_is_used_where_it_is_free_and_another_where_it_is_not() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      // The target itself occupies it here.
      assertThat(pair.listener.address().getPort()).isNotEqualTo(pair.target.getLocalPort());
      int free;
      try (ServerSocket probe = new ServerSocket(0, 1, pair.target.getInetAddress())) {
        free = probe.getLocalPort();
      }
      BoundListener same = pair.listen(new Service("other", "tcp", "127.0.0.1", free));
      assertThat(same.address().getPort()).isEqualTo(free);
    }
  }

  @Test
  void refusal_at_the_target_resets_the_user_at_once() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      // Whoever waits for a target that does not answer does so for longer than the test.
      DialOptions patient = new DialOptions(Duration.ofMinutes(4), Duration.ZERO, false);
      pair.share(SharedService.of(pair.service).dialled(patient));
      pair.target.close();
      assertReset(pair);
    }
  }

  @Test
  void peer_that_is_not_trusted_gets_neither_list_nor_connection() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      pair.allowed = false;
      assertThat(list(pair)).isEmpty();
      assertReset(pair);
    }
  }

  @Test
  void service_withdrawn_meanwhile_resets_the_user() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      pair.share();
      assertReset(pair);
    }
  }

  @Test
  void user_is_reset_while_there_is_no_channel() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      pair.peers.listener.run(pair.peers.listener.channel::close);
      assertReset(pair);
    }
  }

  private static void assertReset(ServicePair pair) throws Exception {
    assertThat(ServicePair.endOf(pair.listener)).isEqualTo("reset");
  }
}
