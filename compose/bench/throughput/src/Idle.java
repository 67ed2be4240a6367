import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Opens COUNT connections to an echo server, proves each with a byte, and then keeps them idle. */
final class Idle {
  public static void main(String[] arguments) throws Exception {
    String[] target = arguments[0].split(":");
    int count = Integer.parseInt(arguments[1]);
    List<Socket> open = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket(target[0], Integer.parseInt(target[1]));
      socket.getOutputStream().write(1);
      if (socket.getInputStream().read() != 1) {
        throw new IllegalStateException("connection " + i + " does not answer");
      }
      open.add(socket);
    }
    System.out.println("ready " + open.size());
    Thread.currentThread().join(); // until the process is ended
  }
}
