package dev.awl.cli;

import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Tells a closed UDP port from silence: only a connected socket hears of the ICMP message that says
 * so. Ask before the burst of a detection, for hosts send few such messages a second.
 */
final class ClosedPort implements AutoCloseable {

  private static final int WAIT_MILLIS = 50;

  private final DatagramSocket socket;

  private ClosedPort(DatagramSocket socket) {
    this.socket = socket;
  }

  /** Sends one Binding request. */
  static ClosedPort ask(InetSocketAddress server) {
    DatagramSocket socket;
    try {
      socket = new DatagramSocket();
    } catch (SocketException e) {
      throw new AwlException(
          ExitCode.FAILED, "bind", "cannot open a UDP socket: " + Failures.describe(e), e);
    }
    try {
      socket.connect(server);
      socket.setSoTimeout(WAIT_MILLIS);
      byte[] request = bindingRequest();
      socket.send(new DatagramPacket(request, request.length));
    } catch (IOException | UncheckedIOException e) {
      // No route, say: the detection itself will name it.
      socket.close();
    }
    return new ClosedPort(socket);
  }

  /** Whether the request was refused since; waits a moment for that, no longer. */
  boolean refused() {
    try {
      socket.receive(new DatagramPacket(new byte[64], 64));
      return false;
    } catch (PortUnreachableException e) {
      return true;
    } catch (IOException e) {
      return false; // silence
    }
  }

  @Override
  public void close() {
    socket.close();
  }

  /** Without attributes: 20 bytes. */
  static byte[] bindingRequest() {
    TransactionId id = TransactionId.random(ThreadLocalRandom.current());
    ByteBuf out = Unpooled.buffer(20);
    StunEncoder.encode(StunMessage.request(StunMethod.BINDING, id), out);
    return ByteBufUtil.getBytes(out);
  }
}
