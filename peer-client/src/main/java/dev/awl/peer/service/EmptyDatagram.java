package dev.awl.peer.service;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.Socket;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** Sends datagrams without payload, which Netty would drop from its queue: past it. */
final class EmptyDatagram {

  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(1);

  /** Netty does not give it away. */
  private static final AttributeKey<DatagramChannel> JDK =
      AttributeKey.valueOf(EmptyDatagram.class, "jdk");

  private EmptyDatagram() {}

  /** A channel of the JDK's that can send them. */
  static NioDatagramChannel newNioChannel() {
    try {
      DatagramChannel jdk = DatagramChannel.open();
      NioDatagramChannel channel = new NioDatagramChannel(jdk);
      channel.attr(JDK).set(jdk);
      return channel;
    } catch (IOException e) {
      throw new ChannelException(e);
    }
  }

  /**
   * Sends what is queued, then an empty datagram.
   *
   * @param to null: where the socket is connected
   */
  static void send(Channel channel, @Nullable InetSocketAddress to) {
    channel.flush();
    if (!channel.isOpen()) {
      return; // its descriptor may be another socket's
    }
    try {
      if (channel instanceof EpollDatagramChannel epoll) {
        send((Socket) epoll.fd(), to);
      } else {
        send(channel.attr(JDK).get(), to);
      }
    } catch (IOException e) {
      channel.pipeline().fireExceptionCaught(e);
    }
  }

  private static void send(Socket socket, @Nullable InetSocketAddress to) throws IOException {
    if (to == null) {
      socket.send(NOTHING, 0, 0);
    } else {
      socket.sendTo(NOTHING, 0, 0, to.getAddress(), to.getPort());
    }
  }

  /**
   * The JDK sends none from a connected socket, so that is disconnected for the moment; it keeps
   * its port. When it connects again, the JDK drops what strangers have sent meanwhile, and with it
   * what was not read yet.
   */
  private static void send(DatagramChannel socket, @Nullable InetSocketAddress to)
      throws IOException {
    SocketAddress connected = socket.getRemoteAddress();
    if (connected == null) {
      socket.send(ByteBuffer.allocate(0), to);
      return;
    }
    socket.disconnect();
    try {
      socket.send(ByteBuffer.allocate(0), connected);
    } finally {
      socket.connect(connected);
    }
  }
}
