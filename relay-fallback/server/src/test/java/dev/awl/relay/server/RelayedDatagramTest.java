package dev.awl.relay.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.awl.relay.client.RelayCredentials;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.attribute.AddressFamily;
import dev.awl.wire.stun.attribute.Data;
import dev.awl.wire.stun.attribute.DontFragment;
import dev.awl.wire.stun.attribute.RequestedAddressFamily;
import dev.awl.wire.stun.attribute.RequestedTransport;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.XorPeerAddress;
import dev.awl.wire.stun.attribute.XorRelayedAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams at the edge of what sockets do, through a real relay: empty, unfragmented, IPv6. */
@EnabledOnOs(OS.LINUX)
class RelayedDatagramTest {

  private static final RelayCredentials WHO = new RelayCredentials("alice", "wonder");

  private MultiThreadIoEventLoopGroup loops;
  private RelayServer relay;
  private DatagramSocket peer;
  private SessionUnderTest session;

  @BeforeEach
  void epoll() {
    if (!Epoll.isAvailable()) {
      String missing = "Netty's native epoll cannot be used here: " + Epoll.unavailabilityCause();
      if ("true".equals(System.getenv("CI"))) {
        fail("CI=true demands it, but " + missing);
      }
      abort(missing);
    }
    loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  }

  private void open(String loopback) throws Exception {
    InetAddress local = InetAddress.getByName(loopback);
    relay =
        RelayServer.start(
            RelaySettings.on(
                    new InetSocketAddress("127.0.0.1", 0),
                    RelayUsers.withPassword("awl", WHO.username(), WHO.password()))
                .withRelayed(RelayedAddress.of(local))
                .withPeers(PeerRanges.allowing("127.0.0.0/8", "::1/128")));
    peer = new DatagramSocket(0, local);
    peer.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SessionUnderTest.WAIT_SECONDS));
    session = SessionUnderTest.overUdp(loops.next(), relay.addresses().get(0), WHO);
  }

  @AfterEach
  void close() {
    if (session != null) {
      session.close();
    }
    if (peer != null) {
      peer.close();
    }
    if (relay != null) {
      relay.close();
    }
    if (loops != null) {
      loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  private InetSocketAddress peerAddress() {
    return new InetSocketAddress(peer.getLocalAddress(), peer.getLocalPort());
  }

  private DatagramPacket nextAtPeer() throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    peer.receive(packet);
    return packet;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void empty_datagrams_pass_in_both_directions(boolean channel) throws Exception {
    open("127.0.0.1");
    InetSocketAddress relayed = session.relayedAddress();
    session.permit(peer.getLocalAddress());
    if (channel) {
      session.run(each -> each.bindChannel(peerAddress()));
      session.send(peerAddress(), "first");
      assertThat(nextAtPeer().getLength()).isEqualTo(5);
    }

    session.send(peerAddress(), "");
    assertThat(nextAtPeer().getLength()).isZero();

    peer.send(new DatagramPacket(new byte[0], 0, relayed));
    assertThat(session.nextReceived()).isEqualTo(peer.getLocalPort() + " ");
  }

  @Test
  void an_ipv6_allocation_talks_to_ipv6_peers() throws Exception {
    open("::1");
    try (BareClient client = new BareClient(relay.addresses().get(0), "alice", "wonder")) {
      InetSocketAddress relayed = allocate(client, new RequestedAddressFamily(AddressFamily.IPV6));
      assertThat(relayed.getAddress()).isEqualTo(peer.getLocalAddress());
      var to = new XorPeerAddress(peerAddress());
      assertThat(client.ask(StunMethod.CREATE_PERMISSION, to).errorCode()).isZero();

      client.indicate(to, new Data(text("over six")));
      DatagramPacket there = nextAtPeer();
      assertThat(there.getSocketAddress()).isEqualTo(relayed);
      peer.send(new DatagramPacket("and back".getBytes(US_ASCII), 8, relayed));

      StunMessage back = client.receive();
      assertThat(back.find(Data.class).payload().toString(US_ASCII)).isEqualTo("and back");
      assertThat(back.find(XorPeerAddress.class).address()).isEqualTo(peerAddress());
    }
  }

  @Test
  void dont_fragment_is_sent_past_the_queue() throws Exception {
    open("127.0.0.1");
    try (BareClient client = new BareClient(relay.addresses().get(0), "alice", "wonder")) {
      allocate(client, new DontFragment());
      var to = new XorPeerAddress(peerAddress());
      assertThat(client.ask(StunMethod.CREATE_PERMISSION, to).errorCode()).isZero();

      client.indicate(to, new DontFragment(), new Data(text("in one piece")));
      assertThat(nextAtPeer().getLength()).isEqualTo("in one piece".length());
      client.indicate(to, new Data(text("again by the queue")));
      assertThat(nextAtPeer().getLength()).isEqualTo("again by the queue".length());
    }
  }

  private static InetSocketAddress allocate(BareClient client, StunAttribute more)
      throws Exception {
    StunMessage answer =
        client.ask(StunMethod.ALLOCATE, new RequestedTransport(RequestedTransport.UDP), more);
    assertThat(answer.errorCode()).isZero();
    return answer.find(XorRelayedAddress.class).address();
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, US_ASCII);
  }
}
