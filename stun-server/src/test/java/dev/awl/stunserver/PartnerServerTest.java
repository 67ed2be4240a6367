package dev.awl.stunserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.stunserver.Verdict.Drop;
import dev.awl.wire.stun.StunDecoder;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.ChangeRequest;
import dev.awl.wire.stun.attribute.OtherAddress;
import dev.awl.wire.stun.attribute.ResponseOrigin;
import dev.awl.wire.stun.attribute.Software;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server whose partner is this test. */
@Timeout(60)
class PartnerServerTest {

  private static final String SECRET = "a secret of the two";
  private static final Software ROOM = new Software("twenty characters ok");
  private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

  private final Announcement announcement = new Announcement();
  private DatagramSocket socket;
  private StunServer server;
  private PartnerLink link;
  private StunTestClient client;

  @BeforeEach
  void start() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.3"));
    socket.setSoTimeout(30_000);
    InetSocketAddress here = (InetSocketAddress) socket.getLocalSocketAddress();
    // one thread: what we send first is taken first
    server =
        StunServer.start(
            StunServerSettings.on(InetAddress.getByName("127.0.0.1"))
                .ports(0, 0)
                .threads(1)
                .partner(new Partner(here, SECRET)));
    ServedAddresses alone =
        new ServedAddresses(
            here.getAddress(),
            null,
            server.address(Corner.A1_P1).getPort(),
            server.address(Corner.A1_P2).getPort());
    announcement.set(alone);
    link = new PartnerLink(new Partner(server.address(), SECRET), alone, announcement);
    client = new StunTestClient();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    socket.close();
  }

  @Test
  void refuses_to_change_the_address_before_it_hears_of_its_partner() throws IOException {
    client.send(server.address(), client.request(new ChangeRequest(true, true)));
    assertThat(client.receive().message().errorCode()).isEqualTo(420);
  }

  @Test
  void has_its_partner_answer_and_answers_for_it() throws Exception {
    link.take(receive(), 0);
    send(link.hello(0, HEAP));

    StunMessage request = client.request(new ChangeRequest(true, true), ROOM);
    client.send(server.address(), request);
    PartnerLink.Taken taken = link.take(receiveSkippingHello(), 0);
    assertThat(taken.outcome()).isEqualTo(PartnerLink.Outcome.SEND);
    assertThat(taken.message().address()).isEqualTo(client.address());
    assertThat(taken.message().secondPort()).isEqualTo(1);
    StunMessage reply = StunDecoder.decode(Unpooled.wrappedBuffer(taken.message().datagram()));
    assertThat(reply.id()).isEqualTo(request.id());
    InetSocketAddress other = announcementOf(server.address(Corner.A1_P2).getPort());
    assertThat(reply.find(OtherAddress.class).address()).isEqualTo(other);
    assertThat(reply.find(ResponseOrigin.class).address()).isEqualTo(other);

    while (announcement.get().alternate() == null) {
      link.take(receive(), 0); // its next hello knows us
    }
    ByteBuf asked = link.askFor(true, client.address(), encode(reply), HEAP);
    send(asked.copy());
    StunTestClient.Received received = client.receive();
    assertThat(received.from()).isEqualTo(server.address(Corner.A1_P2));
    assertThat(received.message()).isEqualTo(reply);

    send(asked); // again
    client.send(server.address(), client.request(new ChangeRequest(false, true)));
    assertThat(client.receive().message().has(XorMappedAddress.class)).isTrue();
    assertThat(server.counters().snapshot().dropped(Drop.BAD_PARTNER)).isEqualTo(1);
  }

  private InetSocketAddress announcementOf(int port) {
    return new InetSocketAddress(socket.getLocalAddress(), port);
  }

  private ByteBuf receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
    socket.receive(packet);
    return Unpooled.wrappedBuffer(packet.getData(), 0, packet.getLength());
  }

  private ByteBuf receiveSkippingHello() throws IOException {
    while (true) {
      ByteBuf datagram = receive();
      if (datagram.getByte(2) == 2) {
        return datagram;
      }
    }
  }

  private void send(ByteBuf datagram) throws IOException {
    byte[] bytes = ByteBufUtil.getBytes(datagram);
    socket.send(new DatagramPacket(bytes, bytes.length, server.address()));
  }

  private static ByteBuf encode(StunMessage message) {
    ByteBuf out = Unpooled.buffer();
    StunEncoder.encode(message, out);
    return out;
  }
}
