package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.peer.channel.PeerPair;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class UdpServiceTest {

  private ServicePair pair;
  private DatagramSocket target;
  private DatagramSocket user;
  private BoundListener listener;

  @BeforeEach
  void open() throws Exception {
    pair = new ServicePair();
    target = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    user = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    target.setSoTimeout(30_000);
    user.setSoTimeout(30_000);
    listener = share(DialOptions.DEFAULT);
  }

  @AfterEach
  void close() throws Exception {
    user.close();
    target.close();
    pair.close();
  }

  private BoundListener share(DialOptions options) throws Exception {
    Service game = new Service("game", "udp", "127.0.0.1", target.getLocalPort());
    pair.share(SharedService.of(pair.service), SharedService.of(game).dialled(options));
    return pair.listen(game);
  }

  @Test
  void datagrams_of_every_size_go_there_and_back_as_they_are() throws Exception {
    int[] sizes = {
      0,
      1,
      100,
      UdpFrame.MAX_DATA,
      UdpFrame.MAX_DATA + 1,
      1452,
      2 * UdpFrame.MAX_FRAGMENT,
      8192,
      65507
    };
    for (int size : sizes) {
      byte[] payload = new byte[size];
      new Random(size).nextBytes(payload);
      send(user, payload);
      DatagramPacket asked = receive(target);
      assertThat(bytes(asked)).as("there, %d", size).isEqualTo(payload);
      target.send(new DatagramPacket(payload, payload.length, asked.getSocketAddress()));
      DatagramPacket answered = receive(user);
      assertThat(bytes(answered)).as("back, %d", size).isEqualTo(payload);
      assertThat(answered.getSocketAddress()).isEqualTo(listener.address());
    }
  }

  @Test
  void empty_datagrams_keep_their_place_among_others() throws Exception {
    int[] sizes = {0, 0, 3, 0, 2, 1, 0};
    for (int size : sizes) {
      send(user, new byte[size]);
    }
    InetSocketAddress flow = null;
    for (int size : sizes) {
      DatagramPacket asked = receive(target);
      assertThat(asked.getLength()).isEqualTo(size);
      flow = (InetSocketAddress) asked.getSocketAddress();
    }
    for (int size : sizes) {
      target.send(new DatagramPacket(new byte[size], size, flow));
    }
    for (int size : sizes) {
      assertThat(receive(user).getLength()).isEqualTo(size);
    }
  }

  @Test
  void every_user_has_a_flow_of_its_own() throws Exception {
    List<DatagramSocket> users = new ArrayList<>();
    List<DatagramPacket> asked = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        DatagramSocket each = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        each.setSoTimeout(30_000);
        users.add(each);
        send(each, new byte[] {(byte) i});
        asked.add(receive(target));
      }
      assertThat(asked.stream().map(DatagramPacket::getPort).distinct()).hasSize(20);
      for (DatagramPacket each : asked) {
        target.send(new DatagramPacket(bytes(each), 1, each.getSocketAddress()));
      }
      for (int i = 0; i < 20; i++) {
        assertThat(bytes(receive(users.get(i)))).containsExactly(i);
      }
    } finally {
      users.forEach(DatagramSocket::close);
    }
  }

  @Test
  void what_a_stranger_sends_to_the_flow_never_reaches_the_user() throws Exception {
    send(user, new byte[] {1});
    DatagramPacket asked = receive(target);
    try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      stranger.send(new DatagramPacket(new byte[] {66}, 1, asked.getSocketAddress()));
      target.send(new DatagramPacket(new byte[] {2}, 1, asked.getSocketAddress()));
      assertThat(bytes(receive(user))).containsExactly(2);
    }
  }

  @Test
  void flow_forgotten_for_idleness_is_opened_again_by_the_next_datagram() throws Exception {
    DialOptions brief = new DialOptions(Duration.ofSeconds(8), Duration.ofMillis(1), false);
    pair.peers.listener.run(() -> pair.user.close(listener));
    listener = share(brief);
    send(user, new byte[] {1});
    final int first = receive(target).getPort();
    // The sweep comes every five seconds.
    pair.peers.dialer.loop.schedule(() -> {}, 6, TimeUnit.SECONDS).sync();
    send(user, new byte[] {2});
    DatagramPacket again = receive(target);
    assertThat(bytes(again)).containsExactly(2);
    assertThat(again.getPort()).isNotEqualTo(first);
  }

  @Test
  void flows_of_a_service_that_is_withdrawn_end() throws Exception {
    send(user, new byte[] {1});
    DatagramPacket asked = receive(target);
    pair.share();
    send(user, new byte[] {2});
    target.setSoTimeout(500);
    assertThatThrownBy(() -> receive(target)).isInstanceOf(SocketTimeoutException.class);
    target.send(new DatagramPacket(new byte[] {3}, 1, asked.getSocketAddress()));
    user.setSoTimeout(500);
    assertThatThrownBy(() -> receive(user)).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void oldest_flow_makes_way_when_there_are_too_many() throws Exception {
    int flows = 1100;
    for (int i = 0; i < flows; i++) {
      try (DatagramSocket each = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
        send(each, new byte[] {1});
        receive(target);
      }
    }
    assertThat(pair.peers.dialer.call(() -> pair.host.udpCounters().evicted()))
        .isBetween(1L, flows - 1024L); // a port may come twice
  }

  @Test
  void closed_target_loses_datagrams_and_nothing_else() throws Exception {
    int port = target.getLocalPort();
    target.close();
    send(user, new byte[] {1});
    send(user, new byte[] {2});
    for (int i = 0; refused() == 0 && i < 200; i++) {
      pair.peers.dialer.loop.schedule(() -> {}, 25, TimeUnit.MILLISECONDS).sync();
    }
    assertThat(refused()).isPositive();
    target = new DatagramSocket(port, InetAddress.getLoopbackAddress());
    target.setSoTimeout(300);
    byte[] got = null;
    for (int i = 3; got == null && i < 20; i++) {
      send(user, new byte[] {(byte) i});
      try {
        got = bytes(receive(target));
      } catch (SocketTimeoutException e) {
        // an ICMP error of an earlier one was in its way
      }
    }
    assertThat(got).isNotNull();
  }

  private long refused() throws Exception {
    return pair.peers.dialer.call(() -> pair.host.udpCounters().all()).get("refused_by_target");
  }

  @Test
  void datagrams_that_the_path_has_no_room_for_are_counted_where_they_set_out() throws Exception {
    send(user, new byte[] {1});
    DatagramPacket asked = receive(target);
    pair.peers.wire.delay(300);
    for (int i = 0; i < 10_000 && pathFull(pair.peers.listener, pair.user::udpCounters) == 0; i++) {
      send(user, new byte[1000]);
    }
    assertThat(pathFull(pair.peers.listener, pair.user::udpCounters)).isPositive();
    assertThat(pathFull(pair.peers.dialer, pair.host::udpCounters)).isZero();
    for (int i = 0; i < 10_000 && pathFull(pair.peers.dialer, pair.host::udpCounters) == 0; i++) {
      target.send(new DatagramPacket(new byte[1000], 1000, asked.getSocketAddress()));
    }
    assertThat(pathFull(pair.peers.dialer, pair.host::udpCounters)).isPositive();
  }

  private static long pathFull(PeerPair.End at, Supplier<UdpCounters> counters) {
    return at.call(() -> counters.get().all()).get("path_full");
  }

  @Test
  void hundred_datagrams_a_second_lose_nothing() throws Exception {
    for (int i = 0; i < 200; i++) {
      send(user, new byte[] {(byte) i, 7});
      DatagramPacket asked = receive(target);
      assertThat(bytes(asked)).containsExactly((byte) i, 7);
      target.send(new DatagramPacket(bytes(asked), 2, asked.getSocketAddress()));
      assertThat(bytes(receive(user))).containsExactly((byte) i, 7);
      pair.peers.dialer.loop.schedule(() -> {}, 2, TimeUnit.MILLISECONDS).sync();
    }
  }

  private void send(DatagramSocket from, byte[] payload) throws Exception {
    InetSocketAddress to = listener.address();
    from.send(new DatagramPacket(payload, payload.length, to));
  }

  private static DatagramPacket receive(DatagramSocket at) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[65536], 65536);
    at.receive(packet);
    return packet;
  }

  private static byte[] bytes(DatagramPacket packet) {
    return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
  }
}
