package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The user is the JDK's own SOCKS client, or bytes as RFC 1928 draws them. */
@Timeout(120)
class SocksServiceTest {

  private ServicePair pair;
  private BoundListener listener;

  @BeforeEach
  void open() throws Exception {
    pair = new ServicePair();
    listener = share("127.0.0.0/8");
  }

  @AfterEach
  void close() throws Exception {
    pair.close();
  }

  private BoundListener share(String networks) throws Exception {
    SharedService lan = ServiceSpec.parse("lan=socks5://" + networks);
    pair.share(lan);
    return pair.listen(lan.service());
  }

  private Socket socks(InetSocketAddress to) throws Exception {
    Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, listener.address()));
    socket.setSoTimeout(30_000);
    socket.connect(to, 10_000);
    return socket;
  }

  private InetSocketAddress target(String host) {
    return InetSocketAddress.createUnresolved(host, pair.target.getLocalPort());
  }

  @Test
  void connects_to_an_address_and_carries_half_closes() throws Exception {
    try (Socket user = socks(new InetSocketAddress("127.0.0.1", pair.target.getLocalPort()));
        Socket service = pair.accept()) {
      ServicePair.sayLast(user, service, "question");
      ServicePair.sayLast(service, user, "answer");
    }
  }

  @Test
  void name_is_looked_up_by_the_inner_peer() throws Exception {
    try (Socket user = socks(target("localhost"));
        Socket service = pair.accept()) {
      ServicePair.sayLast(service, user, "hello");
    }
  }

  @Test
  void bytes_that_do_not_wait_for_the_reply_are_not_lost() throws Exception {
    int port = pair.target.getLocalPort();
    try (Socket user = new Socket()) {
      user.connect(listener.address(), 5000);
      user.setSoTimeout(30_000);
      ByteBuffer all = ByteBuffer.allocate(64);
      all.put(new byte[] {5, 1, 0}).put(new byte[] {5, 1, 0, 1, 127, 0, 0, 1});
      all.putShort((short) port).put("early".getBytes());
      user.getOutputStream().write(all.array(), 0, all.position());
      user.shutdownOutput();
      try (Socket service = pair.accept()) {
        assertThat(new String(service.getInputStream().readAllBytes())).isEqualTo("early");
      }
    }
  }

  @Test
  void address_outside_of_the_networks_is_refused_by_name_and_by_number() throws Exception {
    pair.peers.listener.run(() -> pair.user.close(listener));
    listener = share("10.0.0.0/8");
    for (String host : new String[] {"127.0.0.1", "localhost", "::ffff:127.0.0.1"}) {
      assertThatThrownBy(() -> socks(target(host)))
          .as(host)
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("not allowed");
    }
  }

  @Test
  void refusal_at_the_target_is_a_refusal() throws Exception {
    InetSocketAddress to = new InetSocketAddress("127.0.0.1", pair.target.getLocalPort());
    pair.target.close();
    assertThatThrownBy(() -> socks(to))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("refused");
  }

  @Test
  void junk_and_other_versions_are_hung_up_on() throws Exception {
    for (byte[] junk :
        new byte[][] {{4, 1, 0, 80, 127, 0, 0, 1, 0}, "GET / HTTP/1.1\r\n".getBytes()}) {
      try (Socket user = new Socket()) {
        user.connect(listener.address(), 5000);
        user.setSoTimeout(30_000);
        user.getOutputStream().write(junk);
        int got;
        try {
          got = user.getInputStream().read();
        } catch (SocketException e) {
          got = -1;
        }
        assertThat(got).isEqualTo(-1);
      }
    }
  }

  @Test
  void datagrams_of_an_association_reach_their_targets_and_back_until_it_ends() throws Exception {
    try (DatagramSocket target = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DatagramSocket user = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      target.setSoTimeout(30_000);
      user.setSoTimeout(30_000);
      byte[] header = {0, 0, 0, 1, 127, 0, 0, 1, 0, 0};
      ByteBuffer.wrap(header).putShort(8, (short) target.getLocalPort());
      byte[] datagram = java.util.Arrays.copyOf(header, header.length + 4);
      System.arraycopy("ping".getBytes(), 0, datagram, header.length, 4);
      InetSocketAddress relay;
      try (Socket control = new Socket()) {
        relay = associate(control);
        user.send(new DatagramPacket(datagram, datagram.length, relay));
        DatagramPacket asked = receive(target);
        assertThat(new String(asked.getData(), 0, asked.getLength())).isEqualTo("ping");
        target.send(new DatagramPacket("pong".getBytes(), 4, asked.getSocketAddress()));
        DatagramPacket answer = receive(user);
        assertThat(answer.getSocketAddress()).isEqualTo(relay);
        assertThat(java.util.Arrays.copyOf(answer.getData(), header.length)).isEqualTo(header);
        assertThat(new String(answer.getData(), header.length, 4)).isEqualTo("pong");
        user.send(new DatagramPacket(header, header.length, relay)); // empty ones
        assertThat(receive(target).getLength()).isZero();
        target.send(new DatagramPacket(new byte[0], 0, asked.getSocketAddress()));
        answer = receive(user);
        assertThat(java.util.Arrays.copyOf(answer.getData(), answer.getLength())).isEqualTo(header);
      }
      target.setSoTimeout(300);
      user.send(new DatagramPacket(datagram, datagram.length, relay));
      while (true) { // until its end is noticed
        try {
          receive(target);
          user.send(new DatagramPacket(datagram, datagram.length, relay));
        } catch (SocketTimeoutException e) {
          break;
        }
      }
    }
  }

  private InetSocketAddress associate(Socket control) throws Exception {
    control.connect(listener.address(), 5000);
    control.setSoTimeout(30_000);
    control.getOutputStream().write(new byte[] {5, 1, 0});
    DataInputStream in = new DataInputStream(control.getInputStream());
    assertThat(in.readUnsignedShort()).isEqualTo(0x0500);
    control.getOutputStream().write(new byte[] {5, 3, 0, 1, 0, 0, 0, 0, 0, 0});
    assertThat(in.readInt()).isEqualTo(0x05000001);
    byte[] address = new byte[4];
    in.readFully(address);
    return new InetSocketAddress(InetAddress.getByAddress(address), in.readUnsignedShort());
  }

  private static DatagramPacket receive(DatagramSocket at) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    at.receive(packet);
    return packet;
  }
}
