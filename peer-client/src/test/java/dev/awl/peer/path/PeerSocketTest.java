package dev.awl.peer.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.classifier.NioDatagramSockets;
import dev.awl.peer.candidate.Candidate;
import dev.awl.peer.candidate.CandidateKind;
import dev.awl.peer.exchange.PunchKey;
import dev.awl.peer.punch.Path;
import dev.awl.peer.punch.ProbeCodec;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real sockets on loopback, no NAT in between. */
@Timeout(60)
class PeerSocketTest {

  private static final InetSocketAddress LOOPBACK = new InetSocketAddress("127.0.0.1", 0);

  private final byte[] key = new byte[32];
  private final EventLoopGroup group = Transport.nio(new NioDatagramSockets()).group();
  private Side left;
  private Side right;

  @BeforeEach
  void open() throws Exception {
    left = new Side(new PunchKey(key, "left", "right"));
    right = new Side(new PunchKey(key, "right", "left"));
  }

  @AfterEach
  void close() throws Exception {
    left.socket.close();
    right.socket.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  @Test
  void two_sessions_find_each_other_and_carry_datagrams() throws Exception {
    left.begin(right);
    right.begin(left);

    assertThat(left.selected.get(30, TimeUnit.SECONDS).remote()).isEqualTo(right.address());
    assertThat(right.selected.get(30, TimeUnit.SECONDS).remote()).isEqualTo(left.address());
    left.send("\u00c0 hello");
    assertThat(right.received.poll(30, TimeUnit.SECONDS)).isEqualTo("\u00c0 hello");
  }

  @Test
  void cuts_a_batch_into_its_datagrams() throws Exception {
    left.begin(right);
    right.begin(left);
    left.selected.get(30, TimeUnit.SECONDS);
    right.selected.get(30, TimeUnit.SECONDS);

    left.onLoop(
        () -> {
          left.paths.write(Unpooled.copiedBuffer("@123@456@7", ISO_8859_1), 4);
          left.paths.flush();
        });
    assertThat(right.received.poll(30, TimeUnit.SECONDS)).isEqualTo("@123");
    assertThat(right.received.poll(30, TimeUnit.SECONDS)).isEqualTo("@456");
    assertThat(right.received.poll(30, TimeUnit.SECONDS)).isEqualTo("@7");
  }

  @Test
  void drops_and_counts_what_is_not_for_it_and_goes_on() throws Exception {
    Random random = new Random(42);
    try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      ByteBuf forged = Unpooled.buffer();
      byte[] wrong = new byte[32];
      wrong[0] = 1;
      new ProbeCodec(new PunchKey(wrong, "left", "right"))
          .writeProbe(TransactionId.random(random), forged);
      send(stranger, forged);
      // Last: the kernel drops what comes faster than the socket is read.
      for (int i = 0; i < 2_000; i++) {
        byte[] junk = new byte[random.nextInt(64)];
        random.nextBytes(junk);
        stranger.send(new DatagramPacket(junk, junk.length, right.address()));
      }
      left.begin(right);
      right.begin(left);
      assertThat(right.selected.get(30, TimeUnit.SECONDS).remote()).isEqualTo(left.address());
      send(stranger, Unpooled.copiedBuffer("\u00c0 not from the peer", ISO_8859_1));
      left.selected.get(30, TimeUnit.SECONDS);
      left.send("\u00c0 from the peer");
      assertThat(right.received.poll(30, TimeUnit.SECONDS)).isEqualTo("\u00c0 from the peer");
    }
    SocketCounters counters = right.socket.counters();
    assertThat(right.received).isEmpty();
    assertThat(counters.dropped()).isGreaterThan(100);
    assertThat(counters.forged).isEqualTo(1);
    assertThat(counters.strangerQuic).isPositive();
  }

  private void send(DatagramSocket from, ByteBuf bytes) throws IOException {
    byte[] array = new byte[bytes.readableBytes()];
    bytes.readBytes(array);
    from.send(new DatagramPacket(array, array.length, right.address()));
  }

  /** One end: socket, no relay, one session. */
  private final class Side implements SessionPathsListener {
    final PeerSocket socket;
    final SessionPaths paths;
    final CompletableFuture<Path> selected = new CompletableFuture<>();
    final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    Side(PunchKey punchKey) throws Exception {
      socket = PeerSocket.open(group.next(), new NioDatagramSockets(), LOOPBACK).sync().getNow();
      RelayLink relay = new RelayLink(socket, new NoRelay());
      paths = new SessionPaths(socket, relay, new ProbeCodec(punchKey), PathPreference.AUTO, this);
      assertThat(socket.loop().submit(paths::open).sync().getNow()).isTrue();
    }

    InetSocketAddress address() {
      return socket.localAddress();
    }

    void begin(Side other) throws Exception {
      onLoop(
          () -> {
            paths.expect(List.of(new Candidate(CandidateKind.SERVER_REFLEXIVE, other.address())));
            paths.begin(true);
          });
    }

    void send(String text) throws Exception {
      onLoop(
          () -> {
            paths.write(Unpooled.copiedBuffer(text, ISO_8859_1), 0);
            paths.flush();
          });
    }

    void onLoop(Runnable task) throws Exception {
      socket.loop().submit(task).sync();
    }

    @Override
    public void selected(Path path, PathKind kind, long roundTripNanos) {
      assertThat(kind).isEqualTo(PathKind.DIRECT);
      selected.complete(path);
    }

    @Override
    public void lost(Path path, PathKind kind) {}

    @Override
    public void roundOver(Tries direct, Tries relayed) {}

    @Override
    public void stranded() {}

    @Override
    public void datagram(ByteBuf datagram) {
      received.add(datagram.toString(ISO_8859_1));
      datagram.release();
    }

    @Override
    public void readBatchOver() {}
  }

  private static final class NoRelay implements RelayLink.Listener {
    @Override
    public void allocated(InetSocketAddress relayed, RelayLink.RelayServer server) {}

    @Override
    public void unavailable(String reason) {}
  }
}
