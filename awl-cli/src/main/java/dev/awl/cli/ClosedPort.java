package dev.awl.cli;

import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Tells a closed UDP port from silence: only a connected socket hears of the ICMP message that says
 * so.
 */
final class ClosedPort {

  private static final int WAIT_MILLIS = 300;

  private ClosedPort() {}

  /** Whether {@code server} refuses a Binding request; waits a moment for that, no longer. */
  static boolean at(InetSocketAddress server) {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(server);
      socket.setSoTimeout(WAIT_MILLIS);
      byte[] request = bindingRequest();
      socket.send(new DatagramPacket(request, request.length));
      socket.receive(new DatagramPacket(new byte[64], 64));
      return false;
    } catch (PortUnreachableException e) {
      return true;
    } catch (IOException e) {
      return false; // silence, or a trouble that detection itself will name
    }
  }

  private static byte[] bindingRequest() {
    TransactionId id = TransactionId.random(ThreadLocalRandom.current());
    ByteBuf out = Unpooled.buffer(20);
    StunEncoder.encode(StunMessage.request(StunMethod.BINDING, id), out);
    return ByteBufUtil.getBytes(out);
  }
}
