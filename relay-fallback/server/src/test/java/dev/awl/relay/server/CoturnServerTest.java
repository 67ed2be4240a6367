package dev.awl.relay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Our client through Debian's coturn: the same scenarios. */
class CoturnServerTest extends RelaySessionScenarios {

  @TempDir static Path directory;
  private static Process coturn;
  private static InetSocketAddress address;
  private static InetSocketAddress tlsAddress;

  @BeforeAll
  static void start_coturn() throws Exception {
    String program = CoturnTool.require("turnserver");
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      address = (InetSocketAddress) free.getLocalSocketAddress();
    }
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      tlsAddress = (InetSocketAddress) free.getLocalSocketAddress();
    }
    coturn =
        new ProcessBuilder(
                program,
                "-n",
                "--listening-ip=127.0.0.1",
                "--relay-ip=127.0.0.1",
                "--listening-port=" + address.getPort(),
                "--tls-listening-port=" + tlsAddress.getPort(),
                "--cert=" + certificate.certificateFile(directory),
                "--pkey=" + certificate.keyFile(directory),
                "--no-dtls",
                "--no-cli",
                "--allow-loopback-peers",
                "--lt-cred-mech",
                "--user=" + GOOD.username() + ":" + GOOD.password(),
                "--realm=coturn",
                "--relay-threads=1",
                "--pidfile=" + directory.resolve("pid"),
                "--userdb=" + directory.resolve("users.db"),
                "--log-file=stdout")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("coturn.log").toFile())
            .start();
    awaitAnswer();
    awaitListener(address);
    awaitListener(tlsAddress);
  }

  /** Asks with Binding requests until it answers, 30 seconds at most. */
  private static void awaitAnswer() throws IOException {
    byte[] binding =
        ByteBuffer.allocate(20).putShort((short) 1).putShort((short) 0).putInt(0x2112A442).array();
    try (DatagramSocket asking = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      asking.setSoTimeout(100);
      for (int attempt = 0; attempt < 300; attempt++) {
        try {
          asking.send(new DatagramPacket(binding, binding.length, address));
          asking.receive(new DatagramPacket(new byte[500], 500));
          return;
        } catch (SocketTimeoutException notYet) {
          // asked again
        }
      }
    }
    throw new IOException("coturn does not answer on " + address);
  }

  /** UDP is served a little before TCP is. */
  private static void awaitListener(InetSocketAddress at) throws Exception {
    for (int attempt = 0; attempt < 300; attempt++) {
      try (Socket connection = new Socket()) {
        connection.connect(at);
        return;
      } catch (ConnectException notYet) {
        boolean ended = coturn.waitFor(100, TimeUnit.MILLISECONDS);
        assertThat(ended).as("coturn ended").isFalse();
      }
    }
    throw new IOException("coturn does not listen on TCP " + at);
  }

  @AfterAll
  static void stop_coturn() throws InterruptedException {
    if (coturn != null) {
      coturn.destroy();
      if (!coturn.waitFor(5, TimeUnit.SECONDS)) {
        coturn.destroyForcibly();
      }
    }
  }

  @Override
  InetSocketAddress server() {
    return address;
  }

  @Override
  InetSocketAddress tlsServer() {
    return tlsAddress;
  }
}
