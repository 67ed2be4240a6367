package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.peer.service.FtpPair.End;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rules for connections that FTP negotiates, over real sockets and both peers; the inner peer's
 * own, rule 4, is in {@link HostileAccessPeerTest}.
 */
@Timeout(180)
class FtpRulesTest {

  private static final String ACCESS = "127.0.0.1";

  private static FtpPair ipv4() throws Exception {
    return new FtpPair("127.0.0.1", ACCESS);
  }

  private static void assertJoined(Socket one, Socket other) throws Exception {
    one.getOutputStream().write('x');
    assertThat(other.getInputStream().read()).isEqualTo('x');
  }

  @Test
  void rule_1_only_the_port_of_a_named_address_is_used() throws Exception {
    try (FtpPair ftp = ipv4();
        ServerSocket data = ftp.serverData()) {
      ftp.user.says("PASV");
      ftp.server.hears();
      ftp.server.says(FtpPair.entering("203.0.113.9", data.getLocalPort()));
      InetSocketAddress where = FtpPair.where(ftp.user.hears());
      assertThat(where.getHostString()).isEqualTo(ACCESS);
      try (Socket user = FtpPair.connect(where);
          Socket server = data.accept()) {
        assertJoined(server, user);
      }
      try (ServerSocket active = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
        active.setSoTimeout(30_000);
        ftp.user.says(port("203,0,113,9", active.getLocalPort()));
        try (Socket server = FtpPair.connect(named(ftp.server.hears()));
            Socket user = active.accept()) {
          assertJoined(server, user);
        }
      }
    }
  }

  private static String port(String address, int port) {
    return "PORT %s,%d,%d".formatted(address, port >> 8, port & 255);
  }

  private static InetSocketAddress named(String portLine) {
    return FtpPair.where(portLine.replace("PORT ", "227 (") + ")");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PORT 127,0,0,1,0,22", "PORT 127,0,0,257,200,1", "EPRT |2|::1|50000|"})
  void rule_1_anything_else_is_never_forwarded(String line) throws Exception {
    try (FtpPair ftp = ipv4()) {
      assertThat(ftp.user.says(line).hears()).startsWith("5");
      assertThat(ftp.user.says("NOOP")).isNotNull();
      assertThat(ftp.server.hears()).isEqualTo("NOOP");
    }
  }

  @Test
  void rule_2_the_final_line_of_the_matching_reply_counts_and_pipelining_works() throws Exception {
    try (FtpPair ftp = ipv4();
        ServerSocket data = ftp.serverData()) {
      String evil = FtpPair.entering("127.0.0.1", 22222);
      ftp.server.says(evil); // unsolicited: dropped
      ftp.user.says("STAT\r\nPASV\r\nRETR file");
      assertThat(ftp.server.hears()).isEqualTo("STAT");
      ftp.server.says("211-status\r\n" + evil + "\r\n211 end");
      assertThat(ftp.server.hears()).isEqualTo("PASV");
      assertThat(ftp.server.hears()).isEqualTo("RETR file");
      ftp.server.says(FtpPair.entering("127.0.0.1", data.getLocalPort()) + "\r\n150 here it comes");
      assertThat(ftp.user.hears()).isEqualTo("211-status");
      assertThat(ftp.user.hears()).as("text, and no reply").startsWith(" 227");
      assertThat(ftp.user.hears()).isEqualTo("211 end");
      InetSocketAddress where = FtpPair.where(ftp.user.hears());
      assertThat(ftp.user.hears()).isEqualTo("150 here it comes");
      try (Socket user = FtpPair.connect(where);
          Socket server = data.accept()) {
        assertJoined(server, user);
      }
    }
  }

  @Test
  void rule_3_a_server_may_connect_before_it_answers_port() throws Exception {
    try (FtpPair ftp = ipv4();
        ServerSocket active = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      active.setSoTimeout(30_000);
      ftp.user.says(port("127,0,0,1", active.getLocalPort()));
      try (Socket server = FtpPair.connect(named(ftp.server.hears()));
          Socket user = active.accept()) {
        assertJoined(server, user);
        ftp.server.says("200 ok");
        assertThat(ftp.user.hears()).isEqualTo("200 ok");
      }
    }
  }

  @Test
  void rule_5_another_address_and_a_range_of_ports_are_named_within_the_parentheses()
      throws Exception {
    try (FtpPair ftp = ipv4();
        ServerSocket data = ftp.serverData()) {
      int port = free();
      ftp.pair.peers.listener.run(
          () ->
              ftp.pair.user.dataConnections(
                  new DataConnections(
                      InetAddress.getByName("198.51.100.7"), new PortRange(port, port))));
      try (End user = End.of(new Socket(ACCESS, ftp.user.socket().getPort()));
          End server = ftp.accept()) {
        server.says("220 ready (here)");
        assertThat(user.hears()).isEqualTo("220 ready (here)");
        user.says("PASV");
        server.hears();
        server.says(FtpPair.entering("127.0.0.1", data.getLocalPort()) + " enjoy, 1,2,3,4,5,6");
        assertThat(user.hears())
            .isEqualTo(FtpPair.entering("198.51.100.7", port) + " enjoy, 1,2,3,4,5,6");
      }
    }
  }

  private static int free() throws Exception {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    }
  }

  @Test
  void rule_6_user_of_ipv4_and_server_of_ipv6_understand_each_other() throws Exception {
    try (FtpPair ftp = new FtpPair("::1", ACCESS);
        ServerSocket data = ftp.serverData()) {
      ftp.user.says("PASV");
      assertThat(ftp.server.hears()).isEqualTo("EPSV");
      ftp.server.says("229 Extended (|||" + data.getLocalPort() + "|)");
      try (Socket user = FtpPair.connect(FtpPair.where(ftp.user.hears()));
          Socket server = data.accept()) {
        assertJoined(server, user);
      }
      ftp.user.says("EPSV ALL");
      assertThat(ftp.user.hears()).startsWith("200");
      assertThat(ftp.user.says("PASV").hears()).startsWith("501");
      assertThat(ftp.user.says("LPSV").hears()).startsWith("502");
    }
  }

  @Test
  void rule_7_abort_with_telnet_and_urgent_data_arrives_as_plain_abort() throws Exception {
    try (FtpPair ftp = ipv4()) {
      Socket user = ftp.user.socket();
      user.getOutputStream().write(new byte[] {(byte) 0xff, (byte) 0xf4, (byte) 0xff});
      user.sendUrgentData(0xf2);
      user.getOutputStream().write("ABOR\r\nNOOP\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(ftp.server.hears()).isEqualTo("ABOR");
      assertThat(ftp.server.hears()).isEqualTo("NOOP");
    }
  }

  @Test
  void rule_7_urgent_last_byte_of_a_command_is_not_lost() throws Exception {
    try (FtpPair ftp = ipv4()) {
      Socket user = ftp.user.socket();
      user.getOutputStream().write("ABOR\r".getBytes(StandardCharsets.US_ASCII));
      user.sendUrgentData('\n');
      assertThat(ftp.server.hears()).isEqualTo("ABOR");
    }
  }

  @Test
  void rule_8_active_data_comes_from_the_address_that_the_user_dialled() throws Exception {
    try (FtpPair ftp = new FtpPair("127.0.0.1", "127.0.0.5");
        ServerSocket active = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      active.setSoTimeout(30_000);
      ftp.user.says(port("127,0,0,1", active.getLocalPort()));
      try (Socket server = FtpPair.connect(named(ftp.server.hears()));
          Socket user = active.accept()) {
        assertThat(user.getInetAddress().getHostAddress()).isEqualTo("127.0.0.5");
        assertJoined(server, user);
      }
    }
  }

  @Test
  void rule_9_half_close_goes_through_and_the_other_direction_goes_on() throws Exception {
    try (FtpPair ftp = ipv4();
        ServerSocket data = ftp.serverData();
        Socket user = FtpPair.connect(ftp.passive(data));
        Socket server = data.accept()) {
      user.getOutputStream().write(new byte[100_000]);
      user.shutdownOutput();
      assertThat(server.getInputStream().readAllBytes()).hasSize(100_000);
      server.getOutputStream().write(new byte[200_000]);
      server.shutdownOutput();
      assertThat(user.getInputStream().readAllBytes()).hasSize(200_000);
    }
  }

  @Test
  void rule_9_slow_user_holds_the_server_back() throws Exception {
    long size = 64L << 20;
    try (FtpPair ftp = ipv4();
        ServerSocket data = ftp.serverData();
        Socket user = FtpPair.connect(ftp.passive(data));
        Socket server = data.accept()) {
      AtomicLong sent = new AtomicLong();
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> {
                try (OutputStream out = server.getOutputStream()) {
                  byte[] block = new byte[1 << 16];
                  while (sent.get() < size) {
                    out.write(block);
                    sent.addAndGet(block.length);
                  }
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      long before = -1;
      while (sent.get() != before) { // until it moves no more
        before = sent.get();
        assertThatThrownBy(() -> sending.get(1, TimeUnit.SECONDS))
            .isInstanceOf(java.util.concurrent.TimeoutException.class);
      }
      assertThat(before).isLessThan(size / 2);
      assertThat(drain(user)).isEqualTo(size);
      sending.get(30, TimeUnit.SECONDS);
    }
  }

  private static long drain(Socket from) throws Exception {
    InputStream in = from.getInputStream();
    byte[] block = new byte[1 << 16];
    long all = 0;
    for (int read = in.read(block); read >= 0; read = in.read(block)) {
      all += read;
    }
    return all;
  }

  @Test
  void rule_9_data_connections_go_with_their_control_connection() throws Exception {
    try (FtpPair ftp = ipv4();
        ServerSocket data = ftp.serverData();
        Socket still = FtpPair.connect(ftp.passive(data));
        Socket server = data.accept()) {
      assertJoined(server, still);
      InetSocketAddress unused = ftp.passive(data);
      ftp.user.close();
      assertThat(ftp.server.hears()).as("the server hears of it").isNull();
      ftp.server.close();
      assertThatThrownBy(() -> FtpPair.connect(unused).getInputStream().read())
          .as("an expectation that nobody has used")
          .isInstanceOfAny(ConnectException.class, SocketException.class);
      assertThatThrownBy(() -> still.getInputStream().read())
          .as("a data connection over which nothing goes")
          .isInstanceOf(SocketException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void rule_9_user_who_is_gone_before_the_service_answers_takes_its_connection_along()
      throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (FtpPair ftp = ipv4()) {
      Future<Boolean> held =
          ftp.pair.peers.dialer.loop.submit(() -> gone.await(20, TimeUnit.SECONDS));
      int port = ftp.user.socket().getPort();
      try (Socket hasty = new Socket(ACCESS, port)) {
        turn(ftp);
        hasty.setSoLinger(true, 0);
      }
      turn(ftp);
      gone.countDown();
      assertThat(held.get(20, TimeUnit.SECONDS)).isTrue();
      try (End next = End.of(new Socket(ACCESS, port));
          End first = ftp.accept()) {
        next.says("NOOP");
        assertThat(greeted(first)).as("the hasty one's end, or the next one").isIn("", "NOOP");
      }
    }
  }

  /** The access peer sees to what has happened so far: new connections, then their ends. */
  private static void turn(FtpPair ftp) throws Exception {
    for (int i = 0; i < 5; i++) {
      ftp.pair.peers.listener.call(() -> true);
    }
  }

  /** What comes back on a greeting; empty where the connection has ended. */
  private static String greeted(End end) throws Exception {
    try {
      String line = end.says("220 ready").hears();
      return line == null ? "" : line;
    } catch (SocketTimeoutException e) {
      return "nothing";
    } catch (SocketException reset) {
      return "";
    }
  }
}
