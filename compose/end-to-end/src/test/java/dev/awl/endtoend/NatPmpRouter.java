package dev.awl.endtoend;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A router that answers NAT-PMP's external address request (RFC 6886 section 3.2), and no more. */
public final class NatPmpRouter {
  private static final int PORT = 5351;

  private NatPmpRouter() {}

  /** Runs on a router of the lab, which says that it is {@code outside}. */
  static LabProcess start(Host router, Path home, String outside) {
    LabProcess process =
        LabProcess.start(
            router,
            home.resolve("nat-pmp-" + outside + ".log"),
            JavaTool.line(NatPmpRouter.class, outside));
    Ports.awaitUdp(router, PORT, Session.PATIENCE);
    return process;
  }

  public static void main(String[] args) throws IOException {
    byte[] outside = InetAddress.getByName(args[0]).getAddress();
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("0.0.0.0", PORT))) {
      while (true) {
        DatagramPacket request = new DatagramPacket(new byte[64], 64);
        socket.receive(request);
        byte[] asked = request.getData();
        if (request.getLength() == 2 && asked[0] == 0 && asked[1] == 0) {
          byte[] answer =
              ByteBuffer.allocate(12).put(1, (byte) 128).putInt(4, 60).put(8, outside).array();
          socket.send(new DatagramPacket(answer, answer.length, request.getSocketAddress()));
        }
      }
    }
  }
}
