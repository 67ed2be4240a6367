package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The expectation of datagrams: answers from another port, of the service's host, once. */
@Timeout(120)
class TftpServiceTest {

  private static final byte[] REQUEST = "\0\1file\0octet\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OTHER = "\0\1more\0octet\0".getBytes(StandardCharsets.US_ASCII);

  private ServicePair pair;
  private DatagramSocket server;
  private DatagramSocket transfer;
  private DatagramSocket user;
  private BoundListener listener;

  private void open(String host) throws Exception {
    pair = new ServicePair();
    server = socket(host);
    transfer = socket(host);
    user = socket("127.0.0.1");
    Service shared = new Service("boot", "tftp", host, server.getLocalPort());
    pair.share(SharedService.of(shared));
    listener = pair.listen(shared);
  }

  private static DatagramSocket socket(String host) throws Exception {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(host));
    socket.setSoTimeout(30_000);
    return socket;
  }

  @AfterEach
  void close() throws Exception {
    user.close();
    transfer.close();
    server.close();
    pair.close();
  }

  private static DatagramPacket receive(DatagramSocket at) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[65535], 65535);
    at.receive(packet);
    return packet;
  }

  private static byte[] bytes(DatagramPacket packet) {
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private static void send(DatagramSocket from, SocketAddress to, byte[] bytes) throws Exception {
    from.send(new DatagramPacket(bytes, bytes.length, to));
  }

  private static byte[] block(int opcode, int block, int length) {
    byte[] packet = new byte[4 + length];
    packet[1] = (byte) opcode;
    packet[3] = (byte) block;
    return packet;
  }

  private SocketAddress ask(byte[] request) throws Exception {
    send(user, listener.address(), request);
    DatagramPacket asked = receive(server);
    assertThat(bytes(asked)).isEqualTo(request);
    return asked.getSocketAddress();
  }

  private static void assertSilent(DatagramSocket socket) throws Exception {
    socket.setSoTimeout(300);
    assertThatThrownBy(() -> receive(socket)).isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(30_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void answer_comes_from_another_port_and_the_transfer_stays_there(String host) throws Exception {
    open(host);
    SocketAddress inner = ask(REQUEST);
    send(transfer, inner, block(3, 1, 512));
    DatagramPacket data = receive(user);
    assertThat(bytes(data)).isEqualTo(block(3, 1, 512));
    assertThat(data.getPort()).as("a transfer has its own port").isNotEqualTo(port());
    send(user, data.getSocketAddress(), block(4, 1, 0));
    DatagramPacket ack = receive(transfer);
    assertThat(bytes(ack)).isEqualTo(block(4, 1, 0));
    assertThat(ack.getSocketAddress()).isEqualTo(inner);
    send(transfer, inner, block(3, 2, 60_000));
    assertThat(bytes(receive(user))).isEqualTo(block(3, 2, 60_000));
  }

  private int port() {
    return listener.address().getPort();
  }

  @Test
  void packet_from_a_third_host_is_not_let_in_on_either_side() throws Exception {
    open("127.0.0.1");
    SocketAddress inner = ask(REQUEST);
    try (DatagramSocket stranger = socket("127.0.0.3")) {
      send(stranger, inner, block(3, 1, 66));
      assertSilent(user);
      send(transfer, inner, block(3, 1, 512));
      DatagramPacket data = receive(user);
      assertThat(data.getLength()).isEqualTo(516);
      send(stranger, inner, block(3, 1, 66));
      send(stranger, data.getSocketAddress(), block(5, 0, 0));
      assertSilent(user);
      assertSilent(transfer);
      send(user, data.getSocketAddress(), block(4, 1, 0));
      assertThat(bytes(receive(transfer))).as("it goes on").isEqualTo(block(4, 1, 0));
    }
    assertThat(pair.peers.dialer.call(() -> pair.host.udpCounters().unexpected())).isEqualTo(2);
  }

  @Test
  void second_port_of_the_host_is_not_let_in_on_one_expectation() throws Exception {
    open("127.0.0.1");
    SocketAddress inner = ask(REQUEST);
    send(transfer, inner, block(3, 1, 512));
    receive(user);
    try (DatagramSocket second = socket("127.0.0.1")) {
      send(second, inner, block(3, 1, 66));
      assertSilent(user);
    }
  }

  @Test
  void user_cannot_reach_the_port_that_answers_before_it_has_answered() throws Exception {
    open("127.0.0.1");
    SocketAddress inner = ask(REQUEST);
    send(user, listener.address(), block(4, 0, 0));
    assertSilent(server);
    send(transfer, inner, block(3, 1, 512));
    receive(user);
  }

  @Test
  void next_request_of_the_same_port_has_a_socket_of_its_own() throws Exception {
    open("127.0.0.1");
    SocketAddress first = ask(REQUEST);
    send(transfer, first, block(3, 1, 100));
    DatagramPacket data = receive(user);
    send(user, data.getSocketAddress(), block(4, 1, 0));
    receive(transfer);
    SocketAddress second = ask(OTHER);
    assertThat(second).isNotEqualTo(first);
    send(transfer, first, block(3, 1, 100)); // what is left of the first one
    try (DatagramSocket another = socket("127.0.0.1")) {
      send(another, second, block(3, 1, 50));
      assertThat(receive(user).getLength()).isEqualTo(54);
    }
  }

  @Test
  void answers_through_the_port_that_was_asked_are_let_in_too() throws Exception {
    open("127.0.0.1");
    SocketAddress inner = ask(REQUEST);
    send(server, inner, block(5, 1, 0));
    assertThat(bytes(receive(user))).isEqualTo(block(5, 1, 0));
  }

  @Test
  void expectation_ends_with_the_permission() throws Exception {
    open("127.0.0.1");
    SocketAddress inner = ask(REQUEST);
    pair.share();
    send(transfer, inner, block(3, 1, 512));
    DatagramPacket error = receive(user);
    assertThat(error.getData()[1]).as("ERROR, not data").isEqualTo((byte) 5);
  }

  @Test
  void tcp_port_of_the_same_number_is_not_shared() throws Exception {
    open("127.0.0.1");
    int port = server.getLocalPort();
    try (ServerSocket target = new ServerSocket(port, 5, InetAddress.getByName("127.0.0.1"))) {
      BoundListener wrong = pair.listen(new Service("boot", "tcp", "127.0.0.1", port));
      assertThat(ServicePair.endOf(wrong)).isEqualTo("reset");
      target.setSoTimeout(200);
      assertThatThrownBy(target::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }
}
