package dev.awl.relay.server;

import dev.awl.wire.stun.MessageIntegrity;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunDecoder;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.Nonce;
import dev.awl.wire.stun.attribute.Realm;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.Username;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One request, one answer, over a plain socket: for what our client never asks. */
final class BareClient implements AutoCloseable {

  private final InetSocketAddress server;
  private final String username;
  private final String password;
  private final Random random = new Random();
  private final DatagramSocket socket;
  private String realm;
  private String nonce;

  BareClient(InetSocketAddress server, String username, String password) throws Exception {
    this.server = server;
    this.username = username;
    this.password = password;
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(SessionUnderTest.WAIT_SECONDS * 1000);
  }

  /** With credentials; learns realm and nonce first. */
  StunMessage ask(StunMethod method, StunAttribute... attributes) throws Exception {
    if (nonce == null) {
      send(StunMessage.request(method, id(), attributes), Protection.NONE);
      StunMessage challenge = receive();
      realm = challenge.find(Realm.class).text();
      nonce = challenge.find(Nonce.class).text();
    }
    List<StunAttribute> all = new ArrayList<>(List.of(attributes));
    all.addAll(List.of(new Username(username), new Realm(realm), new Nonce(nonce)));
    MessageIntegrity sha1 = MessageIntegrity.SHA1;
    send(
        StunMessage.request(method, id(), all.toArray(StunAttribute[]::new)),
        Protection.of(sha1, sha1.longTermKey(username, realm, password)));
    return receive();
  }

  void indicate(StunAttribute... attributes) throws Exception {
    send(StunMessage.indication(StunMethod.SEND, id(), attributes), Protection.NONE);
  }

  private TransactionId id() {
    return TransactionId.random(random);
  }

  private void send(StunMessage message, Protection protection) throws Exception {
    ByteBuf out = Unpooled.buffer();
    StunEncoder.encode(message, out, protection);
    socket.send(new DatagramPacket(out.array(), out.readableBytes(), server));
  }

  StunMessage receive() throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    socket.receive(packet);
    return StunDecoder.decode(Unpooled.wrappedBuffer(packet.getData(), 0, packet.getLength()));
  }

  @Override
  public void close() {
    socket.close();
  }
}
