package dev.awl.peer.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A socket that is closed by what it receives, while other sockets are opened. */
@Timeout(60)
class NoReadOnceClosedTest {

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** One of so many new ones gets the number of the closed one. */
  private static final int OTHERS = 16;

  private final Transport transport = Transport.best();
  private final List<DatagramChannel> others = new ArrayList<>();
  private DatagramChannel sender;

  @BeforeEach
  void open() throws Exception {
    sender = DatagramChannel.open();
  }

  @AfterEach
  void close() throws Exception {
    sender.close();
    for (DatagramChannel each : others) {
      each.close();
    }
    transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  @Test
  void takes_nothing_that_was_sent_to_another_socket() throws Exception {
    CompletableFuture<Void> opened = new CompletableFuture<>();
    Channel socket =
        transport
            .sockets()
            .open(
                transport.group().next(),
                ANY_PORT,
                new SimpleChannelInboundHandler<DatagramPacket>() {
                  @Override
                  protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet)
                      throws Exception {
                    ctx.channel().close();
                    openOthers();
                    opened.complete(null);
                  }

                  @Override
                  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                    opened.completeExceptionally(cause);
                  }
                })
            .sync()
            .channel();
    sender.send(ByteBuffer.allocate(1), socket.localAddress());
    opened.get(30, TimeUnit.SECONDS);
    transport.group().submit(() -> {}).get(30, TimeUnit.SECONDS);

    for (DatagramChannel each : others) {
      assertThat(each.receive(ByteBuffer.allocate(1))).isNotNull();
    }
  }

  /** Each with a datagram in its queue. */
  private void openOthers() throws Exception {
    for (int i = 0; i < OTHERS; i++) {
      DatagramChannel other = DatagramChannel.open();
      others.add(other);
      other.bind(ANY_PORT).configureBlocking(false);
      sender.send(ByteBuffer.allocate(1), other.getLocalAddress());
    }
  }
}
