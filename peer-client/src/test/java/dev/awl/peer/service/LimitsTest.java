package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rates and numbers of connections. What is slower than it may be, on a busy machine, passes. */
@Timeout(120)
class LimitsTest {

  private static final int MEGABYTE = 1_000_000;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private ServicePair pair;

  @BeforeEach
  void open() throws Exception {
    pair = new ServicePair();
  }

  @AfterEach
  void close() throws Exception {
    pair.close();
    threads.shutdownNow();
  }

  private void limit(Limits service, Limits whole) throws Exception {
    pair.share(whole, SharedService.of(pair.service).within(service));
  }

  private static Limits rate(String text) {
    return new Limits(Rate.parse(text), 0);
  }

  /** Carries so much over each of so many connections; the seconds it took. */
  private double carry(int connections, int bytes, boolean toService) throws Exception {
    List<Socket> sockets = new ArrayList<>();
    List<Future<?>> transfers = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        sockets.add(pair.connect());
        sockets.add(pair.accept());
      }
      long begin = System.nanoTime();
      for (int i = 0; i < 2 * connections; i += 2) {
        Socket from = sockets.get(toService ? i : i + 1);
        Socket to = sockets.get(toService ? i + 1 : i);
        transfers.add(threads.submit(() -> write(from, bytes)));
        transfers.add(threads.submit(() -> assertThat(read(to)).isEqualTo(bytes)));
      }
      for (Future<?> each : transfers) {
        each.get(40, TimeUnit.SECONDS);
      }
      return (System.nanoTime() - begin) / 1e9;
    } finally {
      for (Socket each : sockets) {
        each.close();
      }
    }
  }

  private static Void write(Socket to, int bytes) throws IOException {
    OutputStream out = to.getOutputStream();
    byte[] piece = new byte[10_000];
    for (int left = bytes; left > 0; left -= piece.length) {
      out.write(piece);
    }
    to.shutdownOutput();
    return null;
  }

  private static void writeUntilClosed(Socket to) {
    try {
      write(to, 100 * MEGABYTE);
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private static long read(Socket from) throws Exception {
    InputStream in = from.getInputStream();
    byte[] piece = new byte[65536];
    long all = 0;
    for (int got = in.read(piece); got >= 0; got = in.read(piece)) {
      all += got;
    }
    return all;
  }

  @Test
  void all_connections_of_a_service_share_its_rate_towards_the_user() throws Exception {
    limit(rate("4MB/s"), Limits.NONE);
    // A tenth of a second goes at once, and what the kernel holds of each at its end.
    assertThat(carry(4, 2 * MEGABYTE, false)).isGreaterThan(1.5);
  }

  @Test
  void all_connections_of_a_service_share_its_rate_towards_the_service() throws Exception {
    limit(rate("4MB/s"), Limits.NONE);
    assertThat(carry(4, 2 * MEGABYTE, true)).isGreaterThan(1.8);
  }

  @Test
  void limit_of_all_services_counts_where_the_service_has_none() throws Exception {
    limit(Limits.NONE, rate("4MB/s"));
    assertThat(carry(2, 3 * MEGABYTE, true)).isGreaterThan(1.3);
  }

  @Test
  void new_rate_counts_for_connections_that_wait_without_a_break() throws Exception {
    limit(rate("8kbit/s"), Limits.NONE);
    try (Socket user = pair.connect();
        Socket service = pair.accept()) {
      final Future<Void> writing = threads.submit(() -> write(service, 20 * MEGABYTE));
      Future<Long> reading = threads.submit(() -> read(user));
      pair.peers.dialer.loop.schedule(() -> {}, 300, TimeUnit.MILLISECONDS).sync();
      assertThat(reading).isNotDone(); // it would take more than five hours
      limit(Limits.NONE, Limits.NONE);
      writing.get(20, TimeUnit.SECONDS);
      assertThat(reading.get(20, TimeUnit.SECONDS)).isEqualTo(20L * MEGABYTE);
    }
  }

  @Test
  void small_answers_pass_beside_a_transfer_that_uses_the_rate_up() throws Exception {
    limit(rate("1MB/s"), Limits.NONE);
    try (Socket bulk = pair.connect();
        Socket bulkService = pair.accept();
        Socket user = pair.connect();
        Socket service = pair.accept()) {
      threads.execute(() -> writeUntilClosed(bulkService));
      bulk.getInputStream().readNBytes(200_000);
      for (int i = 0; i < 5; i++) {
        ServicePair.pass(user, service, i);
        ServicePair.pass(service, user, i);
      }
    }
  }

  @Test
  void uploads_that_wait_leave_other_services_alone() throws Exception {
    Service other = new Service("other", "tcp", "127.0.0.1", pair.target.getLocalPort());
    SharedService slow = SharedService.of(pair.service).within(rate("100kB/s"));
    pair.share(slow, SharedService.of(other));
    pair.peers.listener.call(() -> pair.user.list()).get(30, TimeUnit.SECONDS);
    BoundListener fast = pair.listen(other);
    try (Socket first = pair.connect();
        Socket firstService = pair.accept();
        Socket second = pair.connect();
        Socket secondService = pair.accept()) {
      threads.execute(() -> writeUntilClosed(first));
      threads.execute(() -> writeUntilClosed(second));
      threads.submit(() -> firstService.getInputStream().readNBytes(100_000)).get();
      secondService.getInputStream().readNBytes(1000);
      try (Socket user = ServicePair.connect(fast);
          Socket service = pair.accept()) {
        threads.execute(() -> writeUntilClosed(user));
        service.getInputStream().readNBytes(8 * MEGABYTE);
      }
    }
  }

  @Test
  void datagrams_above_the_rate_are_dropped_and_counted() throws Exception {
    try (DatagramSocket target = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DatagramSocket user = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      target.setSoTimeout(30_000);
      Service game = new Service("game", "udp", "127.0.0.1", target.getLocalPort());
      pair.share(SharedService.of(game).within(rate("80kbit/s")));
      BoundListener listener = pair.listen(game);
      byte[] payload = new byte[1000];
      DatagramPacket got = new DatagramPacket(new byte[2000], 2000);
      for (int i = 0; i < 50; i++) {
        user.send(new DatagramPacket(payload, payload.length, listener.address()));
      }
      target.receive(got); // some pass
      for (int waited = 0; overRate() == 0 && waited < 100; waited++) {
        pair.peers.dialer.loop.schedule(() -> {}, 50, TimeUnit.MILLISECONDS).sync();
      }
      assertThat(overRate()).isGreaterThan(0);
    }
  }

  private long overRate() throws Exception {
    return pair.peers.dialer.call(() -> pair.host.udpCounters().overRate());
  }

  @Test
  void connection_above_the_number_is_refused_and_there_is_room_when_one_ends() throws Exception {
    limit(new Limits(null, 2), Limits.NONE);
    refusesTheThird();
  }

  @Test
  void peer_has_so_many_connections_and_no_more() throws Exception {
    limit(Limits.NONE, new Limits(null, 2));
    refusesTheThird();
  }

  private void refusesTheThird() throws Exception {
    try (Socket first = pair.connect();
        Socket firstService = pair.accept();
        Socket second = pair.connect();
        Socket secondService = pair.accept()) {
      assertThat(ServicePair.endOf(pair.listener)).isEqualTo("reset");
      first.shutdownOutput();
      assertThat(firstService.getInputStream().read()).isEqualTo(-1);
      firstService.shutdownOutput();
      ServicePair.pass(second, secondService);
      for (int i = 0; live() > 1 && i < 100; i++) {
        pair.peers.dialer.loop.schedule(() -> {}, 20, TimeUnit.MILLISECONDS).sync();
      }
      try (Socket another = pair.connect();
          Socket anotherService = pair.accept()) {
        ServicePair.pass(another, anotherService, 2);
      }
    }
  }

  private int live() throws Exception {
    return pair.peers.dialer.call(() -> pair.host.quota("web").live());
  }
}
