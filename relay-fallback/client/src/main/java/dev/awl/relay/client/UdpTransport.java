package dev.awl.relay.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;

/** Datagrams through a socket that belongs to somebody else. */
// Failures of void promises reach exceptionCaught of the owner's pipeline.
@SuppressWarnings("FutureReturnValueIgnored")
final class UdpTransport implements RelayTransport {

  private final Channel socket;
  private final Runnable opened;
  private InetSocketAddress server;

  UdpTransport(Channel socket, InetSocketAddress server, Runnable opened) {
    this.socket = socket;
    this.server = server;
    this.opened = opened;
  }

  @Override
  public void writeMessage(ByteBuf message) {
    socket.write(new DatagramPacket(message, server), socket.voidPromise());
  }

  /** One datagram out of two buffers: the kernel gathers them, nothing is copied. */
  @Override
  public void writeChannelData(ByteBuf header, ByteBuf payload) {
    CompositeByteBuf whole = socket.alloc().compositeDirectBuffer(2);
    whole.addComponent(true, header).addComponent(true, payload);
    socket.write(new DatagramPacket(whole, server), socket.voidPromise());
  }

  @Override
  public void flush() {
    socket.flush();
  }

  @Override
  public void redirect(InetSocketAddress to) {
    server = to;
    opened.run();
  }

  @Override
  public InetSocketAddress server() {
    return server;
  }

  @Override
  public ByteBuf buffer(int capacity) {
    return socket.alloc().directBuffer(capacity);
  }

  @Override
  public void close() {
    // The socket is the owner's.
  }
}
