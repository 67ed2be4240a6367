package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.relay.client.RelayCredentials;
import dev.awl.relay.client.RelayListener;
import dev.awl.relay.client.RelaySession;
import dev.awl.relay.server.PeerRanges;
import dev.awl.relay.server.RelayServer;
import dev.awl.relay.server.RelaySettings;
import dev.awl.relay.server.RelayUsers;
import dev.awl.rendezvous.RendezvousServer;
import dev.awl.rendezvous.RendezvousSettings;
import dev.awl.wire.rendezvous.RelayEndpoint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TURN in WebSocket frames on the rendezvous' port: relay, rendezvous and client together. */
class RelayOnTheWebTest {

  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private RelayServer relay;
  private RendezvousServer web;
  private DatagramSocket peer;

  @BeforeEach
  void open() throws Exception {
    relay =
        RelayServer.start(
            RelaySettings.on(ANY, RelayUsers.withPassword("awl", "alice", "wonder"))
                .withPeers(PeerRanges.allowing("127.0.0.0/8")));
    web =
        RendezvousServer.start(
            RendezvousSettings.on(ANY)
                .withRoute(
                    RelayEndpoint.WEB_SOCKET_PATH,
                    RelayEndpoint.WEB_SOCKET_SUB_PROTOCOL,
                    relay::streamHandler));
    peer = new DatagramSocket(ANY);
    peer.setSoTimeout(30_000);
  }

  @AfterEach
  void close() {
    peer.close();
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    web.close();
    relay.close();
  }

  private final class Heard implements RelayListener {
    @Override
    public void allocated(InetSocketAddress relayed, InetSocketAddress mapped) {
      heard.add("allocated");
    }

    @Override
    public void permitted(InetAddress address) {
      heard.add("permitted");
    }

    @Override
    public void data(InetSocketAddress from, ByteBuf payload) {
      heard.add(payload.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void failed(String reason) {
      heard.add("failed: " + reason);
    }
  }

  private String next() throws InterruptedException {
    return heard.poll(30, TimeUnit.SECONDS);
  }

  private RelaySession session(EventLoop loop, String path) throws Exception {
    InetSocketAddress at = web.addresses().get(0);
    URI uri = URI.create("ws://127.0.0.1:" + at.getPort() + path);
    return loop.submit(
            () ->
                RelaySession.overWebSocket(
                    loop, at, uri, null, new RelayCredentials("alice", "wonder"), new Heard()))
        .get();
  }

  @Test
  void carries_data_of_every_length_both_ways() throws Exception {
    EventLoop loop = loops.next();
    RelaySession session = session(loop, RelayEndpoint.WEB_SOCKET_PATH);
    assertThat(next()).isEqualTo("allocated");
    var there = (InetSocketAddress) peer.getLocalSocketAddress();
    loop.submit(() -> session.permit(there.getAddress())).get();
    assertThat(next()).isEqualTo("permitted");
    loop.submit(() -> session.bindChannel(there)).get();

    for (int length : new int[] {1, 2, 3, 4, 125, 126, 1200}) {
      String text = "x".repeat(length);
      loop.submit(
              () -> {
                session.send(there, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
                session.flush();
              })
          .get();
      var packet = new DatagramPacket(new byte[2048], 2048);
      peer.receive(packet);
      assertThat(packet.getLength()).isEqualTo(length);
      peer.send(packet);
      assertThat(next()).isEqualTo(text);
    }
    loop.submit(session::close).get();
  }

  @Test
  void another_path_is_no_relay() throws Exception {
    session(loops.next(), "/v1/other");
    assertThat(next()).startsWith("failed: relay 127.0.0.1");
  }
}
