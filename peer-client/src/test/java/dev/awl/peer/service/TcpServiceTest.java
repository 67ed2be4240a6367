package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.peer.channel.PeerPair;
import io.netty.util.concurrent.Future;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpServiceTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void carries_64_megabytes_both_ways_unchanged() throws Exception {
    try (ServicePair pair = new ServicePair();
        Socket user = pair.connect();
        Socket service = pair.accept()) {
      transferBothWays(user, service, 64 << 20);
    }
  }

  @Test
  void survives_loss_and_reordering() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      pair.peers.wire.lose(0.02);
      pair.peers.wire.reorder(0.02);
      try (Socket user = pair.connect();
          Socket service = pair.accept()) {
        transferBothWays(user, service, 4 << 20);
      }
    }
  }

  @Test
  void goes_on_after_three_seconds_without_any_path_and_over_a_slower_one() throws Exception {
    try (ServicePair pair = new ServicePair();
        Socket user = pair.connect();
        Socket service = pair.accept()) {
      java.util.concurrent.Future<?> transfer =
          threads.submit(
              () -> {
                transferBothWays(user, service, 24 << 20);
                return null;
              });
      awaitBytes(pair.peers, 1 << 20);
      pair.peers.wire.swallow(true);
      pair.peers.dialer.loop.schedule(() -> {}, 3, TimeUnit.SECONDS).sync();
      assertThat(transfer).isNotDone();
      pair.peers.wire.delay(10); // another path: longer, and later datagrams overtake none
      pair.peers.wire.swallow(false);
      transfer.get(40, TimeUnit.SECONDS);
    }
  }

  @Test
  void half_close_travels_both_ways_and_the_other_direction_goes_on() throws Exception {
    try (ServicePair pair = new ServicePair();
        Socket user = pair.connect();
        Socket service = pair.accept()) {
      user.getOutputStream().write("question".getBytes());
      user.shutdownOutput();
      assertThat(new String(service.getInputStream().readAllBytes())).isEqualTo("question");
      service.getOutputStream().write("answer".getBytes());
      service.shutdownOutput();
      assertThat(new String(user.getInputStream().readAllBytes())).isEqualTo("answer");
    }
  }

  @Test
  void service_that_speaks_first_and_closes_first_is_heard_to_the_end() throws Exception {
    try (ServicePair pair = new ServicePair();
        Socket user = pair.connect();
        Socket service = pair.accept()) {
      service.getOutputStream().write("220 hello".getBytes());
      service.shutdownOutput();
      assertThat(new String(user.getInputStream().readAllBytes())).isEqualTo("220 hello");
      user.getOutputStream().write("bye".getBytes());
      user.shutdownOutput();
      assertThat(new String(service.getInputStream().readAllBytes())).isEqualTo("bye");
    }
  }

  @Test
  void every_half_close_arrives_though_the_last_datagram_is_often_lost() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      pair.peers.wire.lose(0.2);
      for (int i = 0; i < 30; i++) {
        try (Socket user = pair.connect();
            Socket service = pair.accept()) {
          user.getOutputStream().write(i);
          assertThat(service.getInputStream().read()).isEqualTo(i);
          user.shutdownOutput();
          assertThat(service.getInputStream().read()).isEqualTo(-1);
          service.shutdownOutput();
          assertThat(user.getInputStream().read()).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void reset_by_the_user_reaches_the_service_as_a_reset() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      Socket user = pair.connect();
      Socket service = pair.accept();
      user.getOutputStream().write(1);
      assertThat(service.getInputStream().read()).isEqualTo(1);
      user.setSoLinger(true, 0);
      user.close();
      assertThatThrownBy(() -> service.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
      service.close();
    }
  }

  @Test
  void reset_by_the_service_reaches_the_user_as_a_reset() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      Socket user = pair.connect();
      Socket service = pair.accept();
      user.getOutputStream().write(1);
      assertThat(service.getInputStream().read()).isEqualTo(1);
      service.setSoLinger(true, 0);
      service.close();
      assertThatThrownBy(() -> user.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
      user.close();
    }
  }

  @Test
  void refusal_at_the_target_resets_the_user_at_once() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      pair.target.close();
      long start = System.nanoTime();
      assertReset(pair);
      assertThat(System.nanoTime() - start).isLessThan(3_000_000_000L);
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
      pair.peers.dialer.call(
          () -> {
            pair.host.update(List.of(), Limits.NONE);
            return true;
          });
      assertReset(pair);
    }
  }

  @Test
  void user_is_reset_while_there_is_no_channel() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      pair.peers.listener.call(
          () -> {
            pair.peers.listener.channel.close();
            return true;
          });
      assertReset(pair);
    }
  }

  @Test
  void end_of_the_channel_resets_both_ends() throws Exception {
    try (ServicePair pair = new ServicePair();
        Socket user = pair.connect();
        Socket service = pair.accept()) {
      user.getOutputStream().write(1);
      assertThat(service.getInputStream().read()).isEqualTo(1);
      pair.peers.dialer.call(
          () -> {
            pair.peers.dialer.channel.close();
            return true;
          });
      assertThatThrownBy(() -> user.getInputStream().read()).isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> service.getInputStream().read()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void list_is_fetched_and_follows_changes() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      assertThat(list(pair)).containsExactly(pair.service);
      CompletableFuture<List<Service>> update = new CompletableFuture<>();
      Service added = new Service("mail", "tcp", "::1", 25);
      pair.peers.listener.call(
          () -> {
            pair.user.onUpdate(update::complete);
            return true;
          });
      pair.peers.dialer.call(
          () -> {
            pair.host.update(
                List.of(SharedService.of(pair.service), SharedService.of(added)), Limits.NONE);
            return true;
          });
      assertThat(update.get(5, TimeUnit.SECONDS)).containsExactly(pair.service, added);
      assertThat(list(pair)).containsExactly(pair.service, added);
    }
  }

  @Test
  void port_in_use_is_one_line_that_says_what_to_do() throws Exception {
    try (ServicePair pair = new ServicePair();
        ServerSocket taken = new ServerSocket(0, 1, pair.target.getInetAddress())) {
      InetSocketAddress wanted = new InetSocketAddress("127.0.0.1", taken.getLocalPort());
      Future<BoundListener> bound =
          pair.peers.listener.call(() -> pair.user.listen(pair.service, wanted));
      assertThat(bound.await(5, TimeUnit.SECONDS)).isTrue();
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
  void two_hundred_connections_at_once_each_get_their_own_bytes() throws Exception {
    int connections = 200;
    try (ServicePair pair = new ServicePair()) {
      threads.submit(
          () -> {
            for (int i = 0; i < connections; i++) {
              Socket each = pair.accept();
              threads.submit(() -> echo(each));
            }
            return null;
          });
      CountDownLatch all = new CountDownLatch(connections);
      List<java.util.concurrent.Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        byte[] mine = new byte[20_000];
        new Random(i).nextBytes(mine);
        results.add(
            threads.submit(
                () -> {
                  try (Socket user = pair.connect()) {
                    all.countDown();
                    all.await(20, TimeUnit.SECONDS); // all of them open together
                    user.getOutputStream().write(mine);
                    user.shutdownOutput();
                    return java.util.Arrays.equals(user.getInputStream().readAllBytes(), mine);
                  }
                }));
      }
      for (java.util.concurrent.Future<Boolean> each : results) {
        assertThat(each.get(40, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void slow_reader_holds_the_sender_back() throws Exception {
    try (ServicePair pair = new ServicePair();
        Socket user = pair.connect();
        Socket service = pair.accept()) {
      // 256 MB in all, and nobody reads: what the sender gets rid of is what is held somewhere.
      java.util.concurrent.atomic.AtomicLong sent = new java.util.concurrent.atomic.AtomicLong();
      threads.submit(
          () -> {
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < 256; i++) {
              service.getOutputStream().write(block);
              sent.addAndGet(block.length);
            }
            return null;
          });
      long before = -1;
      while (before != sent.get()) { // until nothing moves for a second
        before = sent.get();
        pair.peers.dialer.loop.schedule(() -> {}, 1, TimeUnit.SECONDS).sync();
      }
      // A stream window of 16 MB, two backlogs, four socket buffers of at most 6 MB each.
      assertThat(before).isLessThan(48L << 20);
      long got = 0;
      InputStream in = user.getInputStream();
      byte[] block = new byte[1 << 20];
      while (got < 256L << 20) {
        int n = in.read(block);
        if (n < 0) {
          throw new EOFException("after " + got);
        }
        got += n;
      }
    }
  }

  @Test
  void hundreds_of_resets_leave_nothing_behind() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      for (int i = 0; i < 300; i++) {
        Socket user = pair.connect();
        Socket service = pair.accept();
        user.getOutputStream().write(1);
        assertThat(service.getInputStream().read()).isEqualTo(1);
        user.setSoLinger(true, 0);
        user.close();
        assertThatThrownBy(() -> service.getInputStream().read())
            .isInstanceOf(SocketException.class);
        service.close();
      }
      // Two dialogues that prove the channel still has room: each end counts its open streams.
      for (PeerPair.End end : List.of(pair.peers.dialer, pair.peers.listener)) {
        assertThat(end.call(() -> end.channel.openStreams())).isZero();
      }
    }
  }

  /** The reset may come as early as connect() returns. */
  private static void assertReset(ServicePair pair) {
    assertThatThrownBy(
            () -> {
              try (Socket user = pair.connect()) {
                user.getInputStream().read();
              }
            })
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  private static List<Service> list(ServicePair pair) throws Exception {
    return pair.peers.listener.call(() -> pair.user.list()).get(5, TimeUnit.SECONDS);
  }

  private static Void echo(Socket socket) throws IOException {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
      socket.shutdownOutput();
    }
    return null;
  }

  private void transferBothWays(Socket user, Socket service, int bytes) throws Exception {
    List<java.util.concurrent.Future<Long>> sums = new ArrayList<>();
    for (Socket[] way : new Socket[][] {{user, service}, {service, user}}) {
      sums.add(threads.submit(() -> send(way[0], bytes)));
      sums.add(threads.submit(() -> receive(way[1], bytes)));
    }
    for (int i = 0; i < sums.size(); i += 2) {
      assertThat(sums.get(i + 1).get(50, TimeUnit.SECONDS))
          .isEqualTo(sums.get(i).get(50, TimeUnit.SECONDS));
    }
  }

  private static long send(Socket socket, int bytes) throws IOException {
    Random random = new Random(bytes);
    CRC32 sum = new CRC32();
    byte[] block = new byte[64 << 10];
    OutputStream out = socket.getOutputStream();
    for (int sent = 0; sent < bytes; sent += block.length) {
      random.nextBytes(block);
      sum.update(block);
      out.write(block);
    }
    socket.shutdownOutput();
    return sum.getValue();
  }

  private static long receive(Socket socket, int bytes) throws IOException {
    CRC32 sum = new CRC32();
    byte[] block = new byte[64 << 10];
    long got = 0;
    InputStream in = socket.getInputStream();
    for (int n = in.read(block); n >= 0; n = in.read(block)) {
      sum.update(block, 0, n);
      got += n;
    }
    assertThat(got).isEqualTo(bytes);
    return sum.getValue();
  }

  private static void awaitBytes(PeerPair peers, long bytes) throws Exception {
    while (peers.wire.bytes.get() < bytes) {
      peers.dialer.loop.schedule(() -> {}, 5, TimeUnit.MILLISECONDS).sync();
    }
  }
}
