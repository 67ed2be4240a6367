package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.stunserver.StunServer;
import dev.awl.stunserver.StunServerSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpCheckTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private static TcpCheck of(InetSocketAddress server) {
    return TcpCheck.outcomeOf(TcpCheck.start(server));
  }

  @Test
  void a_stun_server_answers() throws Exception {
    try (StunServer server = StunServer.start(StunServerSettings.on(LOOPBACK).ports(0, 0))) {
      TcpCheck outcome = of(server.address());
      for (int i = 0; outcome == TcpCheck.ACCEPTED && i < 10; i++) {
        outcome = of(server.address()); // the server was slower than the check waits
      }
      assertThat(outcome).isEqualTo(TcpCheck.ANSWERED);
    }
  }

  @Test
  void another_server_only_accepts() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
      Thread web =
          new Thread(
              () -> {
                try (Socket client = server.accept();
                    OutputStream out = client.getOutputStream()) {
                  client.getInputStream().readNBytes(20);
                  out.write("HTTP/1.1 400 Bad Request\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  // The check says what it made of it.
                }
              },
              "web");
      web.start();
      assertThat(of(new InetSocketAddress(LOOPBACK, server.getLocalPort())))
          .isEqualTo(TcpCheck.ACCEPTED);
      web.join(5_000);
    }
  }

  @Test
  void one_that_says_nothing_is_not_waited_for() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
      assertThat(of(new InetSocketAddress(LOOPBACK, server.getLocalPort())))
          .isEqualTo(TcpCheck.ACCEPTED);
    }
  }

  @Test
  void a_closed_port_refuses() {
    try (ClosedPorts closed = ClosedPorts.open()) {
      assertThat(of(new InetSocketAddress(LOOPBACK, closed.number()))).isEqualTo(TcpCheck.REFUSED);
    }
  }
}
