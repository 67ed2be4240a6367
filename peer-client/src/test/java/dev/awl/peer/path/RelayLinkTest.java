package dev.awl.peer.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.classifier.NioDatagramSockets;
import dev.awl.peer.path.RelayLink.RelayServer.Transport;
import dev.awl.relay.client.RelayCredentials;
import dev.awl.relay.server.PeerRanges;
import dev.awl.relay.server.RelayQuotas;
import dev.awl.relay.server.RelayServer;
import dev.awl.relay.server.RelaySettings;
import dev.awl.relay.server.RelayUsers;
import dev.awl.wire.stun.StunDecoder;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.AlternateServer;
import dev.awl.wire.stun.attribute.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The peer's allocation on real relays that go away, come back and send it elsewhere. */
@Timeout(60)
class RelayLinkTest {

  private static final RelayCredentials WHO = new RelayCredentials("alice", "wonder");
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final EventLoopGroup group =
      dev.awl.peer.path.Transport.nio(new NioDatagramSockets()).group();
  private final EventLoop loop = group.next();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private PeerSocket socket;
  private RelayLink link;
  private RelayServer relay;

  @BeforeEach
  void open() throws Exception {
    relay = start(0);
    socket =
        PeerSocket.open(loop, new NioDatagramSockets(), new InetSocketAddress(HERE, 0))
            .sync()
            .getNow();
    link =
        new RelayLink(
            socket,
            new RelayLink.Listener() {
              @Override
              public void allocated(InetSocketAddress relayed, RelayLink.RelayServer server) {
                told.add("allocated");
              }

              @Override
              public void unavailable(String reason) {
                told.add("unavailable: " + reason);
              }
            });
  }

  @AfterEach
  void close() throws Exception {
    onLoop(link::close);
    onLoop(socket::close);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    relay.close();
  }

  private static RelayServer start(int port) throws IOException {
    return RelayServer.start(
        RelaySettings.on(
                new InetSocketAddress(HERE, port),
                RelayUsers.withPassword("awl", WHO.username(), WHO.password()))
            .withPeers(PeerRanges.allowing("127.0.0.0/8"))
            .withQuotas(RelayQuotas.DEFAULT.withPeers(1_000, 1_000)));
  }

  private void onLoop(Runnable action) throws InterruptedException {
    loop.submit(action).sync();
  }

  private void use(Transport transport, InetSocketAddress address) throws InterruptedException {
    var server = new RelayLink.RelayServer(transport, address, address.getHostString());
    onLoop(() -> link.use(List.of(server), WHO));
  }

  private String next() throws InterruptedException {
    return told.poll(30, TimeUnit.SECONDS);
  }

  /** Data wakes it: an idle one is asked for every 15 seconds. */
  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"UDP", "TCP"})
  void a_relay_that_restarts_is_missed_within_three_seconds_and_used_again(Transport transport)
      throws Exception {
    InetSocketAddress address = relay.addresses().get(0);
    use(transport, address);
    assertThat(next()).isEqualTo("allocated");

    relay.close();
    onLoop(() -> link.send(address, Unpooled.copyInt(1)));
    onLoop(link::flush);
    // On the same loop: what holds it up holds up both.
    loop.schedule(() -> told.add("too late"), 3_500, TimeUnit.MILLISECONDS);
    assertThat(next()).startsWith("unavailable: relay 127.0.0.1");
    assertThat(link.relayed()).isNull();

    relay = start(address.getPort());
    String outcome = next();
    while (outcome != null && !outcome.equals("allocated")) {
      outcome = next(); // a try that met the closed port
    }
    assertThat(outcome).isEqualTo("allocated");
    assertThat(relay.control().sessions()).hasSize(1);
  }

  @Test
  void a_relay_that_sends_us_to_another_one_is_followed() throws Exception {
    try (Redirector redirector = new Redirector(relay.addresses().get(0))) {
      use(Transport.UDP, redirector.address());
      assertThat(next()).isEqualTo("allocated");

      InetAddress peer = InetAddress.getByName("127.0.0.9");
      onLoop(() -> link.permit(peer));
      assertThat(redirector.asked).isNotEmpty();
      assertThat(link.relayed()).isNotNull();
      assertThat(relay.control().sessions()).hasSize(1);
    }
  }

  @Test
  void peers_of_sessions_that_have_ended_make_way_for_others() throws Exception {
    use(Transport.UDP, relay.addresses().get(0));
    assertThat(next()).isEqualTo("allocated");
    for (int i = 0; i < 600; i++) {
      InetAddress peer = InetAddress.getByAddress(new byte[] {127, 1, (byte) (i >> 8), (byte) i});
      loop.submit(() -> permitAndForget(peer)).get(30, TimeUnit.SECONDS);
    }

    InetAddress peer = InetAddress.getByName("127.0.0.9");
    assertThat(loop.submit(() -> link.permit(peer)).get()).isTrue();
    try (DatagramSocket other = new DatagramSocket(0, peer)) {
      other.setSoTimeout(50);
      long heard = 0;
      for (int tries = 0; heard == 0 && tries < 100; tries++) {
        other.send(new DatagramPacket(new byte[] {1}, 1, link.relayed()));
        assertThatThrownBy(() -> other.receive(new DatagramPacket(new byte[1], 1)))
            .isInstanceOf(SocketTimeoutException.class);
        heard = loop.submit(() -> socket.counters().dropped()).get();
      }
      assertThat(heard).as("datagrams through the allocation").isPositive();
    }
  }

  private void permitAndForget(InetAddress peer) {
    assertThat(link.permit(peer)).isTrue();
    link.permit(peer);
    link.forget(peer);
    link.forget(peer);
  }

  /** Answers every request with 300 and where to go instead. */
  private static final class Redirector implements AutoCloseable {
    final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final DatagramSocket socket = new DatagramSocket(0, HERE);
    private final InetSocketAddress elsewhere;

    Redirector(InetSocketAddress elsewhere) throws IOException {
      this.elsewhere = elsewhere;
      Thread thread = new Thread(this::answer, "redirector");
      thread.setDaemon(true);
      thread.start();
    }

    InetSocketAddress address() {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void answer() {
      try {
        while (true) {
          DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
          socket.receive(packet);
          StunMessage request =
              StunDecoder.decode(Unpooled.wrappedBuffer(packet.getData(), 0, packet.getLength()));
          asked.add(request.method().toString());
          ByteBuf out = Unpooled.buffer();
          StunEncoder.encode(
              StunMessage.error(
                  request, new ErrorCode(300, "Try Alternate"), new AlternateServer(elsewhere)),
              out);
          byte[] bytes = ByteBufUtil.getBytes(out);
          socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
        }
      } catch (IOException | dev.awl.wire.stun.StunFormatException over) {
        // the test is over
      }
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}
