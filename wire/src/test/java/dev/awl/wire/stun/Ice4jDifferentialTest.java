package dev.awl.wire.stun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.stun.attribute.ChangeRequest;
import dev.awl.wire.stun.attribute.ChangedAddress;
import dev.awl.wire.stun.attribute.ChannelNumber;
import dev.awl.wire.stun.attribute.Data;
import dev.awl.wire.stun.attribute.ErrorCode;
import dev.awl.wire.stun.attribute.Lifetime;
import dev.awl.wire.stun.attribute.MappedAddress;
import dev.awl.wire.stun.attribute.Nonce;
import dev.awl.wire.stun.attribute.Realm;
import dev.awl.wire.stun.attribute.RequestedTransport;
import dev.awl.wire.stun.attribute.ReservationToken;
import dev.awl.wire.stun.attribute.Software;
import dev.awl.wire.stun.attribute.SourceAddress;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.UnknownAttributes;
import dev.awl.wire.stun.attribute.Username;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import dev.awl.wire.stun.attribute.XorPeerAddress;
import dev.awl.wire.stun.attribute.XorRelayedAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.ice4j.StunException;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.AttributeFactory;
import org.ice4j.attribute.FingerprintAttribute;
import org.ice4j.attribute.MessageIntegrityAttribute;
import org.ice4j.message.Message;
import org.ice4j.message.MessageFactory;
import org.ice4j.message.Response;
import org.ice4j.security.CredentialsAuthority;
import org.ice4j.stack.RawMessage;
import org.ice4j.stack.StunStack;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our codec beside one that nobody here wrote, in both directions, where ice4j is right: it knows
 * neither RFC 5780 nor SHA-256, keeps one attribute of a kind, and misreads EVEN-PORT.
 */
class Ice4jDifferentialTest {

  private static final int ROUNDS = 200;
  private static final byte[] KEY = "VOkJxbRl1RmTxUk/WvJxBt".getBytes(StandardCharsets.US_ASCII);

  private static StunStack stack;

  private final Random random = new Random(11);

  @BeforeAll
  static void start() {
    System.setProperty("ice4j.software", ""); // it would add SOFTWARE to what it encodes
    System.setProperty("ice4j.harvest.mapping.aws.enabled", "false"); // asks the network
    stack = new StunStack();
    stack.getCredentialsManager().registerAuthority(new OneKey());
  }

  @AfterAll
  static void stop() {
    stack.shutDown();
  }

  private static final class OneKey implements CredentialsAuthority {
    @Override
    public byte[] getLocalKey(String username) {
      return KEY;
    }

    @Override
    public byte[] getRemoteKey(String username, String media) {
      return KEY;
    }

    @Override
    public boolean checkLocalUserName(String username) {
      return true;
    }
  }

  /** The same attribute as we make it and as ice4j makes it. */
  private record Pair(StunAttribute ours, Attribute theirs) {}

  @Test
  void both_write_the_same_bytes_and_read_what_the_other_wrote() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] id = randomBytes(12);
      for (Pair pair : pairs(id)) {
        ByteBuf ours = Unpooled.buffer();
        StunMessage message = message(id, pair.ours);
        StunEncoder.encode(message, ours);
        byte[] theirs = encode(id, pair.theirs);
        assertThat(ByteBufUtil.hexDump(ours)).as("%s", pair.ours).isEqualTo(hex(theirs));
        assertThat(StunDecoder.decode(Unpooled.wrappedBuffer(theirs))).isEqualTo(message);

        Message decoded = Message.decode(ByteBufUtil.getBytes(ours), 0, ours.readableBytes());
        assertThat(decoded.getAttributes()).as("%s", pair.ours).containsExactly(pair.theirs);
      }
    }
  }

  private List<Pair> pairs(byte[] id) throws StunException {
    InetSocketAddress address = randomAddress();
    TransportAddress their = new TransportAddress(address, Transport.UDP);
    String text = randomText();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String even = text.repeat(4); // ice4j fails to pad REALM and NONCE
    byte[] evenBytes = even.getBytes(StandardCharsets.UTF_8);
    boolean ip = random.nextBoolean();
    boolean port = random.nextBoolean();
    int seconds = random.nextInt(Integer.MAX_VALUE);
    char channel = (char) (0x4000 + random.nextInt(0x1000));
    char error = (char) (300 + random.nextInt(400));
    byte[] token = randomBytes(8);
    List<Pair> pairs = new ArrayList<>();
    pairs.add(
        new Pair(new MappedAddress(address), AttributeFactory.createMappedAddressAttribute(their)));
    pairs.add(
        new Pair(new SourceAddress(address), AttributeFactory.createSourceAddressAttribute(their)));
    pairs.add(
        new Pair(
            new ChangedAddress(address), AttributeFactory.createChangedAddressAttribute(their)));
    pairs.add(
        new Pair(
            new XorMappedAddress(address),
            AttributeFactory.createXorMappedAddressAttribute(their, id)));
    pairs.add(
        new Pair(
            new XorPeerAddress(address),
            AttributeFactory.createXorPeerAddressAttribute(their, id)));
    pairs.add(
        new Pair(
            new XorRelayedAddress(address),
            AttributeFactory.createXorRelayedAddressAttribute(their, id)));
    pairs.add(
        new Pair(
            new ChangeRequest(ip, port), AttributeFactory.createChangeRequestAttribute(ip, port)));
    pairs.add(new Pair(new Username(text), AttributeFactory.createUsernameAttribute(bytes)));
    pairs.add(new Pair(new Realm(even), AttributeFactory.createRealmAttribute(evenBytes)));
    pairs.add(new Pair(new Nonce(even), AttributeFactory.createNonceAttribute(evenBytes)));
    pairs.add(new Pair(new Software(text), AttributeFactory.createSoftwareAttribute(bytes)));
    pairs.add(
        new Pair(
            new Data(Unpooled.wrappedBuffer(bytes)), AttributeFactory.createDataAttribute(bytes)));
    pairs.add(new Pair(new Lifetime(seconds), AttributeFactory.createLifetimeAttribute(seconds)));
    pairs.add(
        new Pair(
            new ChannelNumber(channel), AttributeFactory.createChannelNumberAttribute(channel)));
    pairs.add(
        new Pair(
            new ErrorCode(error, text), AttributeFactory.createErrorCodeAttribute(error, text)));
    pairs.add(
        new Pair(
            new RequestedTransport(RequestedTransport.UDP),
            AttributeFactory.createRequestedTransportAttribute((byte) 17)));
    pairs.add(
        new Pair(
            new ReservationToken(ByteBuffer.wrap(token).getLong()),
            AttributeFactory.createReservationTokenAttribute(token)));
    return pairs;
  }

  static Stream<byte[]> messages_of_ice4j() throws Exception {
    TransportAddress peer = new TransportAddress("192.0.2.15", 32_853, Transport.UDP);
    TransportAddress mapped = new TransportAddress("2001:db8::1", 1_234, Transport.UDP);
    byte[] id = ByteBuffer.allocate(12).putInt(7).array();
    return Stream.of(
            MessageFactory.createBindingRequest(),
            MessageFactory.createBindingIndication(),
            MessageFactory.createAllocateRequest((byte) 17, false),
            MessageFactory.createRefreshRequest(600),
            MessageFactory.createRefreshResponse(600),
            MessageFactory.createChannelBindRequest((char) 0x4001, peer, id),
            MessageFactory.createCreatePermissionRequest(peer, id),
            MessageFactory.createSendIndication(peer, new byte[] {1, 2, 3}, id),
            MessageFactory.createDataIndication(peer, new byte[] {1, 2, 3, 4}, id),
            MessageFactory.createAllocationErrorResponse((char) 486, "Quota"),
            MessageFactory.create3489BindingResponse(peer, peer, mapped))
        .map(
            message -> {
              try {
                message.setTransactionID(id);
                return message.encode(stack);
              } catch (StunException e) {
                throw new AssertionError(e);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("messages_of_ice4j")
  void whole_messages_survive_our_decoder_and_encoder(byte[] theirs) throws StunFormatException {
    StunMessage decoded = StunDecoder.decode(Unpooled.wrappedBuffer(theirs));
    ByteBuf again = Unpooled.buffer();
    StunEncoder.encode(decoded, again);
    assertThat(ByteBufUtil.hexDump(again)).isEqualTo(hex(theirs));
  }

  @Test
  void ice4j_accepts_our_integrity_and_fingerprint() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] id = randomBytes(12);
      ByteBuf out = Unpooled.buffer();
      StunEncoder.encode(
          message(id, new Username("evtj:h6vY"), new Software(randomText())),
          out,
          Protection.of(MessageIntegrity.SHA1, KEY).withFingerprint());
      byte[] bytes = ByteBufUtil.getBytes(out);
      assertThat(acceptedByIce4j(bytes)).isTrue();

      bytes[30] ^= 1; // inside USERNAME: both the hash and the checksum are wrong now
      assertThat(acceptedByIce4j(bytes)).isFalse();
    }
  }

  /** Its decoder checks the fingerprint and throws, its stack checks the hash. */
  private static boolean acceptedByIce4j(byte[] bytes) {
    Message decoded;
    try {
      decoded = Message.decode(bytes, 0, bytes.length);
    } catch (StunException e) {
      return false;
    }
    TransportAddress anybody = new TransportAddress("192.0.2.1", 1, Transport.UDP);
    return decoded.containsAttribute(Attribute.FINGERPRINT)
        && stack.validateMessageIntegrity(
            (MessageIntegrityAttribute) decoded.getAttribute(Attribute.MESSAGE_INTEGRITY),
            "evtj:h6vY",
            true,
            RawMessage.build(bytes, bytes.length, anybody, anybody));
  }

  @Test
  void we_accept_the_integrity_and_fingerprint_of_ice4j() throws Exception {
    Message request = MessageFactory.createBindingRequest();
    request.putAttribute(AttributeFactory.createUsernameAttribute("evtj:h6vY"));
    MessageIntegrityAttribute integrity =
        AttributeFactory.createMessageIntegrityAttribute("evtj:h6vY");
    request.putAttribute(integrity);
    FingerprintAttribute fingerprint = AttributeFactory.createFingerprintAttribute();
    request.putAttribute(fingerprint);
    request.setTransactionID(randomBytes(12));
    ByteBuf in = Unpooled.wrappedBuffer(request.encode(stack));
    assertThat(StunDecoder.decode(in).attributes()).containsExactly(new Username("evtj:h6vY"));
    assertThat(MessageIntegrity.SHA1.verify(in, KEY)).isEqualTo(MessageIntegrity.Verdict.VALID);
    assertThat(Fingerprint.verify(in)).isEqualTo(Fingerprint.Verdict.VALID);
  }

  @Test
  void both_name_the_same_unknown_attributes() throws Exception {
    Response theirs =
        MessageFactory.createBindingErrorResponseUnknownAttributes(new char[] {0x7001, 0x7002});
    theirs.setTransactionID(randomBytes(12));
    StunMessage decoded = StunDecoder.decode(Unpooled.wrappedBuffer(theirs.encode(stack)));
    assertThat(decoded.errorCode()).isEqualTo(420);
    assertThat(decoded.find(UnknownAttributes.class))
        .isEqualTo(new UnknownAttributes(List.of(0x7001, 0x7002)));
  }

  @Test
  void both_write_the_same_channel_data() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] data = randomBytes(random.nextInt(100));
      org.ice4j.message.ChannelData theirs = new org.ice4j.message.ChannelData();
      theirs.setChannelNumber((char) (0x4000 + random.nextInt(0x1000)));
      theirs.setData(data);
      ByteBuf ours = Unpooled.buffer();
      ChannelData.writeHeader(theirs.getChannelNumber(), data.length, ours);
      ours.writeBytes(data);
      byte[] encoded = theirs.encode(false);
      assertThat(hex(encoded)).startsWith(ByteBufUtil.hexDump(ours));
      ChannelData decoded = ChannelData.decode(Unpooled.wrappedBuffer(encoded));
      assertThat(decoded.channel()).isEqualTo(theirs.getChannelNumber());
      assertThat(decoded.data()).isEqualTo(Unpooled.wrappedBuffer(data));
    }
  }

  private static StunMessage message(byte[] id, StunAttribute... attributes) {
    ByteBuffer bytes = ByteBuffer.wrap(id);
    TransactionId ours =
        new TransactionId(TransactionId.MAGIC_COOKIE, bytes.getInt(), bytes.getLong());
    return new StunMessage(
        StunMethod.BINDING, StunClass.SUCCESS_RESPONSE, ours, List.of(attributes));
  }

  private static byte[] encode(byte[] id, Attribute attribute) throws StunException {
    AnyResponse response = new AnyResponse();
    response.setTransactionID(id);
    response.putAttribute(attribute);
    return response.encode(stack);
  }

  /** ice4j knows which attributes belong into which message, and would refuse the others. */
  private static final class AnyResponse extends Message {
    AnyResponse() {
      setMessageType(BINDING_SUCCESS_RESPONSE);
    }

    @Override
    protected byte getAttributePresentity(char type) {
      return O;
    }
  }

  private InetSocketAddress randomAddress() {
    try {
      InetAddress host = InetAddress.getByAddress(randomBytes(random.nextBoolean() ? 4 : 16));
      return new InetSocketAddress(host, 1 + random.nextInt(65_535));
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private String randomText() {
    StringBuilder text = new StringBuilder("t");
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String hex(byte[] bytes) {
    return ByteBufUtil.hexDump(bytes);
  }
}
