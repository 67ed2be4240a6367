package dev.awl.cli.demo;

import dev.awl.cli.AwlException;
import dev.awl.cli.ExitCode;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/** The loopback addresses the demo plays with. */
final class Loopback {

  static final InetAddress SERVER = address("127.0.0.1");
  static final InetAddress SERVER_ALTERNATE = address("127.0.0.2");
  static final InetAddress HOME_NAT = address("127.0.0.11");
  static final InetAddress HOME = address("127.0.1.2");
  static final InetAddress AWAY_NAT = address("127.0.0.12");
  static final InetAddress AWAY = address("127.0.2.2");

  private static final List<InetAddress> ALL =
      List.of(SERVER, SERVER_ALTERNATE, HOME_NAT, HOME, AWAY_NAT, AWAY);

  private Loopback() {}

  /** Linux and Windows answer to all of 127.0.0.0/8; macOS wants each address named first. */
  static void require() {
    for (InetAddress each : ALL) {
      try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(each, 0))) {
        if (!socket.isBound()) {
          throw missing(each);
        }
      } catch (SocketException e) {
        throw missing(each);
      }
    }
  }

  private static AwlException missing(InetAddress address) {
    String text = address.getHostAddress();
    boolean mac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
    String all = String.join(" ", ALL.stream().skip(1).map(InetAddress::getHostAddress).toList());
    String remedy =
        mac
            ? "add them once: for a in " + all + "; do sudo ifconfig lo0 alias $a up; done"
            : "the demo needs " + all + " on the loopback interface";
    return new AwlException(
        ExitCode.FAILED, "loopback", "this machine does not answer to " + text + "; " + remedy);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(text, e); // a literal is never looked up
    }
  }
}
