package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.channel.PeerPair;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Much data and many connections, over paths that are bad, slow or gone for a while. */
@Timeout(120)
class TcpTransferTest {
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
      Future<?> transfer =
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
      transfer.get(100, TimeUnit.SECONDS);
    }
  }

  private static void awaitBytes(PeerPair peers, long bytes) throws Exception {
    while (peers.wire.bytes.get() < bytes) {
      peers.dialer.loop.schedule(() -> {}, 5, TimeUnit.MILLISECONDS).sync();
    }
  }

  private void transferBothWays(Socket user, Socket service, int bytes) throws Exception {
    List<Future<Long>> sums = new ArrayList<>();
    for (Socket[] way : new Socket[][] {{user, service}, {service, user}}) {
      sums.add(threads.submit(() -> send(way[0], bytes)));
      sums.add(threads.submit(() -> receive(way[1], bytes)));
    }
    for (int i = 0; i < sums.size(); i += 2) {
      assertThat(sums.get(i + 1).get(100, TimeUnit.SECONDS))
          .isEqualTo(sums.get(i).get(100, TimeUnit.SECONDS));
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
      List<Future<Boolean>> results = new ArrayList<>();
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
                    return Arrays.equals(user.getInputStream().readAllBytes(), mine);
                  }
                }));
      }
      for (Future<Boolean> each : results) {
        assertThat(each.get(100, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  private static Void echo(Socket socket) throws IOException {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
      socket.shutdownOutput();
    }
    return null;
  }

  @Test
  void slow_reader_holds_the_sender_back() throws Exception {
    try (ServicePair pair = new ServicePair();
        Socket user = pair.connect();
        Socket service = pair.accept()) {
      // 256 MB in all, and nobody reads: what the sender gets rid of is what is held somewhere.
      AtomicLong sent = new AtomicLong();
      threads.submit(
          () -> {
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < 256; i++) {
              service.getOutputStream().write(block);
              sent.addAndGet(block.length);
            }
            return null;
          });
      pair.awaitStandstill(sent);
      // A stream window of 16 MB, two backlogs, four socket buffers of at most 6 MB each.
      assertThat(sent.get()).isLessThan(48L << 20);
      user.getInputStream().skipNBytes(256L << 20);
    }
  }
}
