import dev.awl.wire.stun.MessageIntegrity;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunDecoder;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.Nonce;
import dev.awl.wire.stun.attribute.Realm;
import dev.awl.wire.stun.attribute.RequestedTransport;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.Username;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes so many allocations, says how many it got, and holds them until its input ends. */
class Allocations {

  private static final int PER_USER = 100;
  private static final int ATTEMPTS = 3;
  private static final Random RANDOM = new Random(1);

  private final InetSocketAddress server;
  private final String secret;

  Allocations(int port, String secret) {
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.secret = secret;
  }

  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[2]);
    Allocations load = new Allocations(Integer.parseInt(arguments[0]), arguments[1]);
    List<DatagramSocket> sockets = new ArrayList<>();
    int granted = 0;
    for (int i = 0; i < count; i++) {
      int error;
      do {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(1000);
        sockets.add(socket); // stays open: its allocation is a five-tuple of its own
        error = load.allocate(socket, i / PER_USER);
      } while (error == 437); // the load before this left an allocation of that port
      granted += error == 0 ? 1 : 0;
    }
    System.out.println(granted);
    System.in.read();
  }

  /** The error code; 0 for an allocation. */
  private int allocate(DatagramSocket socket, int user) throws Exception {
    String name = (System.currentTimeMillis() / 1000 + 600) + ":user" + user;
    StunMessage challenge = ask(socket, Protection.NONE);
    if (challenge.find(Realm.class) == null) {
      System.err.println("asked without credentials: " + challenge.errorCode());
      return challenge.errorCode();
    }
    String realm = challenge.find(Realm.class).text();
    MessageIntegrity sha1 = MessageIntegrity.SHA1;
    byte[] key = sha1.longTermKey(name, realm, password(name));
    StunMessage answer =
        ask(
            socket,
            Protection.of(sha1, key),
            new Username(name),
            new Realm(realm),
            new Nonce(challenge.find(Nonce.class).text()));
    if (answer.errorCode() != 0) {
      System.err.println("refused: " + answer.errorCode());
    }
    return answer.errorCode();
  }

  private String password(String name) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(secret.getBytes("UTF-8"), "HmacSHA1"));
    return Base64.getEncoder().encodeToString(mac.doFinal(name.getBytes("UTF-8")));
  }

  private StunMessage ask(DatagramSocket socket, Protection protection, StunAttribute... more)
      throws Exception {
    List<StunAttribute> attributes = new ArrayList<>(List.of(more));
    attributes.add(0, new RequestedTransport(RequestedTransport.UDP));
    ByteBuf out = Unpooled.buffer();
    TransactionId id = TransactionId.random(RANDOM);
    StunEncoder.encode(
        StunMessage.request(StunMethod.ALLOCATE, id, attributes.toArray(StunAttribute[]::new)),
        out,
        protection);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      socket.send(new DatagramPacket(out.array(), out.readableBytes(), server));
      try {
        return answer(socket, id);
      } catch (SocketTimeoutException lost) {
        // asked again
      }
    }
    throw new IOException("no answer from " + server);
  }

  /** Passes by what answers an earlier request, which was sent twice. */
  private StunMessage answer(DatagramSocket socket, TransactionId id) throws Exception {
    while (true) {
      DatagramPacket in = new DatagramPacket(new byte[2048], 2048);
      socket.receive(in);
      StunMessage answer =
          StunDecoder.decode(Unpooled.wrappedBuffer(in.getData(), 0, in.getLength()));
      if (answer.id().equals(id)) {
        return answer;
      }
    }
  }
}
