import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;

/** One byte there and back: {@code Echo serve ADDR:PORT}, {@code Echo ping ADDR:PORT COUNT}. */
public final class Echo {

  private Echo() {}

  public static void main(String[] args) throws Exception {
    String[] at = args[1].split(":");
    InetSocketAddress address = new InetSocketAddress(at[0], Integer.parseInt(at[1]));
    if (args[0].equals("serve")) {
      try (ServerSocket server = new ServerSocket()) {
        server.bind(address);
        System.out.println("ready");
        while (true) {
          Socket user = server.accept();
          user.setTcpNoDelay(true);
          new Thread(() -> echo(user)).start();
        }
      }
    }
    int count = Integer.parseInt(args[2]);
    try (Socket socket = new Socket()) {
      socket.connect(address, 5000);
      socket.setTcpNoDelay(true);
      measure(socket, count); // warm-up
      long[] nanos = measure(socket, count);
      Arrays.sort(nanos);
      System.out.printf("%.0f %.0f%n", nanos[count / 2] / 1e3, nanos[count * 99 / 100] / 1e3);
    }
  }

  private static long[] measure(Socket socket, int count) throws Exception {
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      socket.getOutputStream().write(i);
      if (socket.getInputStream().read() != (i & 0xFF)) {
        throw new IllegalStateException("wrong echo");
      }
      nanos[i] = System.nanoTime() - start;
    }
    return nanos;
  }

  private static void echo(Socket socket) {
    try (socket) {
      for (int b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
        socket.getOutputStream().write(b);
      }
    } catch (java.io.IOException e) {
      // the user is gone
    }
  }
}
