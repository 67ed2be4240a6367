package dev.awl.peer.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An FTP control connection through both peers; the test speaks for the user and the server. */
final class FtpPair implements AutoCloseable {

  private static final Pattern WHERE =
      Pattern.compile("227 .*\\((\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+)\\).*");

  /** One end of the control connection. */
  record End(Socket socket, BufferedReader in) implements AutoCloseable {
    static End of(Socket socket) throws IOException {
      socket.setSoTimeout(20_000);
      return new End(
          socket,
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1)));
    }

    End says(String line) throws IOException {
      socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      return this;
    }

    String hears() throws IOException {
      return in.readLine();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  final ServicePair pair;
  final InetAddress host;
  final End user;
  final End server;
  private final ServerSocket control;

  /**
   * A connection that has been greeted.
   *
   * @param host the server's address
   * @param dialled the address of the access peer that the user dials
   */
  FtpPair(String host, String dialled) throws Exception {
    pair = new ServicePair();
    this.host = InetAddress.getByName(host);
    control = new ServerSocket(0, 5, this.host);
    control.setSoTimeout(30_000);
    Service ftp = new Service("nas", "ftp", host, control.getLocalPort());
    pair.share(SharedService.of(ftp));
    BoundListener listener =
        pair.peers
            .listener
            .call(() -> pair.user.listen(ftp, new InetSocketAddress("0.0.0.0", 0)))
            .get(30, TimeUnit.SECONDS);
    user = End.of(new Socket(dialled, listener.address().getPort()));
    server = End.of(control.accept());
    server.says("220 ready");
    user.hears();
  }

  /** The server's end of another control connection. */
  End accept() throws IOException {
    return End.of(control.accept());
  }

  /** A socket of the server's that waits for a data connection. */
  ServerSocket serverData() throws IOException {
    ServerSocket data = new ServerSocket(0, 5, host);
    data.setSoTimeout(30_000);
    return data;
  }

  /** The answer to PASV that names this port. */
  static String entering(String address, int port) {
    return "227 Entering Passive Mode (%s,%d,%d)."
        .formatted(address.replace('.', ','), port >> 8, port & 255);
  }

  /** Where the user is told to connect to. */
  static InetSocketAddress where(String reply) {
    Matcher where = WHERE.matcher(reply);
    if (!where.matches()) {
      throw new AssertionError(reply);
    }
    return new InetSocketAddress(
        where.group(1) + "." + where.group(2) + "." + where.group(3) + "." + where.group(4),
        Integer.parseInt(where.group(5)) * 256 + Integer.parseInt(where.group(6)));
  }

  /** Asks by PASV for a data connection to this socket; the answer is where the user connects. */
  InetSocketAddress passive(ServerSocket data) throws IOException {
    user.says("PASV");
    String asked = server.hears();
    if (!asked.equals("PASV")) {
      throw new AssertionError(asked);
    }
    server.says(entering("127.0.0.1", data.getLocalPort()));
    return where(user.hears());
  }

  static Socket connect(InetSocketAddress to) throws IOException {
    Socket socket = new Socket();
    socket.connect(to, 5_000);
    socket.setSoTimeout(20_000);
    return socket;
  }

  @Override
  public void close() throws IOException {
    user.close();
    server.close();
    control.close();
    pair.close();
  }
}
