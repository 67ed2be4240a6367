package dev.awl.stunserver;

import dev.awl.wire.stun.StunDecoder;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.StunAttribute;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;

/** A blocking client on a socket of 127.0.0.1, or of another address. */
final class StunTestClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 5_000;

  private final DatagramSocket socket;
  private final Random random = new Random();

  record Received(InetSocketAddress from, StunMessage message) {}

  StunTestClient() throws IOException {
    this(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }

  StunTestClient(InetAddress address) throws IOException {
    socket = new DatagramSocket(0, address);
    socket.setSoTimeout(TIMEOUT_MILLIS);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  StunMessage request(StunAttribute... attributes) {
    return StunMessage.request(StunMethod.BINDING, TransactionId.random(random), attributes);
  }

  StunMessage classicRequest(StunAttribute... attributes) {
    return StunMessage.request(StunMethod.BINDING, TransactionId.randomClassic(random), attributes);
  }

  void send(InetSocketAddress to, StunMessage message) throws IOException {
    ByteBuf out = Unpooled.buffer();
    StunEncoder.encode(message, out);
    sendBytes(to, ByteBufUtil.getBytes(out));
  }

  void sendBytes(InetSocketAddress to, byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, to));
  }

  Received receive() throws IOException {
    DatagramPacket packet = receivePacket();
    try {
      StunMessage message =
          StunDecoder.decode(Unpooled.wrappedBuffer(packet.getData(), 0, packet.getLength()));
      return new Received((InetSocketAddress) packet.getSocketAddress(), message);
    } catch (StunFormatException e) {
      throw new AssertionError(e);
    }
  }

  byte[] receiveBytes() throws IOException {
    DatagramPacket packet = receivePacket();
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private DatagramPacket receivePacket() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
    socket.receive(packet);
    return packet;
  }

  @Override
  public void close() {
    socket.close();
  }
}
