package dev.awl.wire.stun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.stun.attribute.Nonce;
import dev.awl.wire.stun.attribute.PasswordAlgorithm;
import dev.awl.wire.stun.attribute.Realm;
import dev.awl.wire.stun.attribute.Software;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.UnknownAttribute;
import dev.awl.wire.stun.attribute.UserHash;
import dev.awl.wire.stun.attribute.Username;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

/**
 * The test vectors of RFC 5769, and the one of RFC 8489 appendix B.1 as its erratum 6268 has it.
 */
class Rfc5769Test {

  private static final byte[] SHORT_TERM_KEY =
      "VOkJxbRl1RmTxUk/WvJxBt".getBytes(StandardCharsets.US_ASCII);

  private static final String MATRIX = "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9";

  /** Section 2.1. */
  private static final String REQUEST =
      """
      00 01 00 58  21 12 a4 42  b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
      80 22 00 10  53 54 55 4e 20 74 65 73 74 20 63 6c 69 65 6e 74
      00 24 00 04  6e 00 01 ff
      80 29 00 08  93 2f f9 b1 51 26 3b 36
      00 06 00 09  65 76 74 6a 3a 68 36 76 59 20 20 20
      00 08 00 14  9a ea a7 0c bf d8 cb 56 78 1e f2 b5 b2 d3 f2 49 c1 b5 71 a2
      80 28 00 04  e5 7a 3b cf
      """;

  /** Section 2.2. */
  private static final String IPV4_RESPONSE =
      """
      01 01 00 3c  21 12 a4 42  b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
      80 22 00 0b  74 65 73 74 20 76 65 63 74 6f 72 20
      00 20 00 08  00 01 a1 47 e1 12 a6 43
      00 08 00 14  2b 91 f5 99 fd 9e 90 c3 8c 74 89 f9 2a f9 ba 53 f0 6b e7 d7
      80 28 00 04  c0 7d 4c 96
      """;

  /** Section 2.3. */
  private static final String IPV6_RESPONSE =
      """
      01 01 00 48  21 12 a4 42  b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
      80 22 00 0b  74 65 73 74 20 76 65 63 74 6f 72 20
      00 20 00 14  00 02 a1 47 01 13 a9 fa a5 d3 f1 79 bc 25 f4 b5 be d2 b9 d9
      00 08 00 14  a3 82 95 4e 4b e6 7b f1 17 84 c9 7c 82 92 c2 75 bf e3 ed 41
      80 28 00 04  c8 fb 0b 4c
      """;

  /** Section 2.4. */
  private static final String LONG_TERM_REQUEST =
      """
      00 01 00 60  21 12 a4 42  78 ad 34 33 c6 ad 72 c0 29 da 41 2e
      00 06 00 12  e3 83 9e e3 83 88 e3 83 aa e3 83 83 e3 82 af e3 82 b9 00 00
      00 15 00 1c  66 2f 2f 34 39 39 6b 39 35 34 64 36 4f 4c 33 34 6f 4c 39 46 53 54 76 79
                   36 34 73 41
      00 14 00 0b  65 78 61 6d 70 6c 65 2e 6f 72 67 00
      00 08 00 14  f6 70 24 65 6d d6 4a 3e 02 b8 e0 71 2e 85 c9 a2 8c a8 96 66
      """;

  /** RFC 8489 appendix B.1, erratum 6268. */
  private static final String SHA256_REQUEST =
      """
      00 01 00 90  21 12 a4 42  78 ad 34 33 c6 ad 72 c0 29 da 41 2e
      00 1e 00 20  4a 3c f3 8f ef 69 92 bd a9 52 c6 78 04 17 da 0f
                   24 81 94 15 56 9e 60 b2 05 c4 6e 41 40 7f 17 04
      00 15 00 29  6f 62 4d 61 74 4a 6f 73 32 41 41 41 43 66 2f 2f 34 39 39 6b 39 35 34 64
                   36 4f 4c 33 34 6f 4c 39 46 53 54 76 79 36 34 73 41 00 00 00
      00 14 00 0b  65 78 61 6d 70 6c 65 2e 6f 72 67 00
      00 1d 00 04  00 02 00 00
      00 1c 00 20  b5 c7 bf 00 5b 6c 52 a2 1c 51 c5 e8 92 f8 19 24
                   13 62 96 cb 92 7c 43 14 93 09 27 8c c6 51 8e 65
      """;

  @Test
  void reads_the_sample_request() throws StunFormatException {
    ByteBuf bytes = bytes(REQUEST);
    StunMessage message = StunDecoder.decode(bytes);

    assertThat(message.is(StunMethod.BINDING, StunClass.REQUEST)).isTrue();
    assertThat(message.id())
        .isEqualTo(new TransactionId(TransactionId.MAGIC_COOKIE, 0xb7e7a701, 0xbc34d686fa87dfaeL));
    assertThat(message.find(Software.class)).isEqualTo(new Software("STUN test client"));
    assertThat(message.find(Username.class)).isEqualTo(new Username("evtj:h6vY"));
    assertThat(message.all(UnknownAttribute.class))
        .as("PRIORITY and ICE-CONTROLLED belong to ICE")
        .extracting(StunAttribute::type)
        .containsExactly(0x0024, 0x8029);
    assertThat(MessageIntegrity.of(bytes)).isEqualTo(MessageIntegrity.SHA1);
    assertProtectedBy(SHORT_TERM_KEY, bytes);
  }

  @Test
  void reads_the_ipv4_response() throws StunFormatException {
    ByteBuf bytes = bytes(IPV4_RESPONSE);
    StunMessage message = StunDecoder.decode(bytes);

    assertThat(message.is(StunMethod.BINDING, StunClass.SUCCESS_RESPONSE)).isTrue();
    assertThat(message.attributes())
        .containsExactly(
            new Software("test vector"),
            new XorMappedAddress(new InetSocketAddress("192.0.2.1", 32_853)));
    assertProtectedBy(SHORT_TERM_KEY, bytes);
  }

  @Test
  void reads_the_ipv6_response() throws StunFormatException {
    ByteBuf bytes = bytes(IPV6_RESPONSE);
    StunMessage message = StunDecoder.decode(bytes);

    InetSocketAddress mapped =
        new InetSocketAddress("2001:db8:1234:5678:11:2233:4455:6677", 32_853);
    assertThat(message.attributes())
        .containsExactly(new Software("test vector"), new XorMappedAddress(mapped));
    assertProtectedBy(SHORT_TERM_KEY, bytes);
  }

  @Test
  void reads_the_long_term_request() throws StunFormatException {
    ByteBuf bytes = bytes(LONG_TERM_REQUEST);
    StunMessage message = StunDecoder.decode(bytes);

    assertThat(message.attributes())
        .containsExactly(
            new Username(MATRIX),
            new Nonce("f//499k954d6OL34oL9FSTvy64sA"),
            new Realm("example.org"));
    byte[] key = MessageIntegrity.SHA1.longTermKey(MATRIX, "example.org", "TheMatrIX");
    assertThat(MessageIntegrity.SHA1.verify(bytes, key)).isEqualTo(MessageIntegrity.Verdict.VALID);
    assertThat(Fingerprint.verify(bytes)).isEqualTo(Fingerprint.Verdict.ABSENT);
  }

  @Test
  void reads_the_long_term_request_with_sha256_and_userhash()
      throws StunFormatException, GeneralSecurityException {
    ByteBuf bytes = bytes(SHA256_REQUEST);
    StunMessage message = StunDecoder.decode(bytes);

    byte[] userHash =
        MessageDigest.getInstance("SHA-256")
            .digest((MATRIX + ":example.org").getBytes(StandardCharsets.UTF_8));
    assertThat(message.find(UserHash.class).hash()).isEqualTo(userHash);
    assertThat(message.find(PasswordAlgorithm.class))
        .isEqualTo(new PasswordAlgorithm(PasswordAlgorithm.SHA256));
    assertThat(MessageIntegrity.of(bytes)).isEqualTo(MessageIntegrity.SHA256);
    byte[] key = MessageIntegrity.SHA256.longTermKey(MATRIX, "example.org", "TheMatrIX");
    assertThat(MessageIntegrity.SHA256.verify(bytes, key))
        .isEqualTo(MessageIntegrity.Verdict.VALID);
  }

  /** Only where the vector pads with zero bytes, as we do, can the bytes be equal. */
  @Test
  void writes_the_long_term_requests_byte_for_byte() throws StunFormatException {
    byte[] md5 = MessageIntegrity.SHA1.longTermKey(MATRIX, "example.org", "TheMatrIX");
    assertThat(rewritten(LONG_TERM_REQUEST, Protection.of(MessageIntegrity.SHA1, md5)))
        .isEqualTo(ByteBufUtil.hexDump(bytes(LONG_TERM_REQUEST)));

    byte[] sha256 = MessageIntegrity.SHA256.longTermKey(MATRIX, "example.org", "TheMatrIX");
    assertThat(rewritten(SHA256_REQUEST, Protection.of(MessageIntegrity.SHA256, sha256)))
        .isEqualTo(ByteBufUtil.hexDump(bytes(SHA256_REQUEST)));
  }

  private static String rewritten(String vector, Protection protection) throws StunFormatException {
    ByteBuf out = Unpooled.buffer();
    StunEncoder.encode(StunDecoder.decode(bytes(vector)), out, protection);
    return ByteBufUtil.hexDump(out);
  }

  private static void assertProtectedBy(byte[] key, ByteBuf message) {
    assertThat(MessageIntegrity.SHA1.verify(message, key))
        .isEqualTo(MessageIntegrity.Verdict.VALID);
    assertThat(Fingerprint.verify(message)).isEqualTo(Fingerprint.Verdict.VALID);
    byte[] wrong = key.clone();
    wrong[0] ^= 1;
    assertThat(MessageIntegrity.SHA1.verify(message, wrong))
        .isEqualTo(MessageIntegrity.Verdict.INVALID);
  }

  static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex.replaceAll("\\s", "")));
  }
}
