package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.wire.rendezvous.PeerId;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A target that is no good: both sides say so, each in a line, and say what it is. */
@Timeout(120)
class TargetTroubleTest {

  private final Heard inner = new Heard(Refusals.class);
  private final Heard access = new Heard(ServiceListener.class);
  private ServicePair pair;

  @BeforeEach
  void open() throws Exception {
    pair = new ServicePair();
  }

  @AfterEach
  void close() throws Exception {
    inner.stop();
    access.stop();
    pair.close();
  }

  private BoundListener share(String protocol, String host, int port) throws Exception {
    Service service = new Service("it", protocol, host, port);
    pair.share(SharedService.of(service));
    // Not at the target's address: its port is free, and would be taken here.
    InetSocketAddress here = new InetSocketAddress("127.0.0.2", 0);
    return pair.peers
        .listener
        .call(() -> pair.user.listen(service, here))
        .get(30, TimeUnit.SECONDS);
  }

  private static int closedPort() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return taken.getLocalPort();
    }
  }

  private static void connectInVain(BoundListener to) throws Exception {
    assertThat(ServicePair.endOf(to)).isIn("reset", "closed");
  }

  private String caller() {
    PeerId id = pair.peers.listener.identity.id();
    return id.brief();
  }

  @Test
  void a_refused_connection_is_logged_once_where_the_target_is() throws Exception {
    int port = closedPort();
    BoundListener listener = share("tcp", "127.0.0.1", port);

    connectInVain(listener);
    connectInVain(listener);

    assertThat(inner.next())
        .startsWith(
            caller() + " asked for 'it', but 127.0.0.1:" + port + " refused the connection");
    assertThat(access.next())
        .contains("connection from 127.0.0.1:", " closed: the target refused the connection");
    assertThat(inner.lines).isEmpty();
  }

  @Test
  void a_caller_that_has_a_name_is_called_by_it() throws Exception {
    pair.callerName = "laptop";
    connectInVain(share("tcp", "nowhere.invalid", 80));

    assertThat(inner.next()).startsWith("laptop (" + caller() + ") asked for 'it', but nowhere");
  }

  @Test
  void a_name_that_does_not_resolve_is_called_that_on_both_sides() throws Exception {
    connectInVain(share("tcp", "nowhere.invalid", 80));

    assertThat(inner.next()).contains("but nowhere.invalid:80 does not resolve here");
    assertThat(access.next()).contains("the name of the target does not resolve at the peer");
  }

  @Test
  void what_lies_outside_of_the_networks_is_logged_where_they_are() throws Exception {
    SharedService lan = ServiceSpec.parse("lan=socks5://10.9.0.0/16");
    pair.share(lan);
    BoundListener listener = pair.listen(lan.service());
    Proxy proxy = new Proxy(Proxy.Type.SOCKS, listener.address());
    try (Socket socket = new Socket(proxy)) {
      InetSocketAddress outside = new InetSocketAddress("127.0.0.1", 9);
      assertThatThrownBy(() -> socket.connect(outside, 10_000)).isInstanceOf(IOException.class);
    }
    assertThat(inner.next()).contains("asked for 'lan', but 127.0.0.1:9 is not within the service");
  }

  @Test
  void a_closed_udp_port_is_no_refused_connection() throws Exception {
    int port = closedPort();
    BoundListener listener = share("udp", "127.0.0.1", port);
    try (DatagramSocket user = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      user.send(new DatagramPacket(new byte[1], 1, listener.address()));
      assertThat(inner.next()).contains("but 127.0.0.1:" + port + " has a closed UDP port");
      assertThat(access.next())
          .contains("datagrams from 127.0.0.1:" + user.getLocalPort())
          .contains("nothing listens on the target's UDP port (ICMP)");
    }
  }
}
