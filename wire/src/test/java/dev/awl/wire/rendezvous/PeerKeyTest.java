package dev.awl.wire.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeerKeyTest {

  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);

  private KeyPair pair;
  private PeerKey key;

  @BeforeEach
  void makes_a_key() throws Exception {
    pair = generate("secp256r1");
    key = PeerKey.ofSubjectPublicKeyInfo(pair.getPublic().getEncoded());
  }

  private static KeyPair generate(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private byte[] sign(byte[] message) throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(pair.getPrivate());
    signature.update(message);
    return signature.sign();
  }

  @Test
  void takes_the_encoding_that_java_makes_and_gives_it_back() {
    assertThat(key.subjectPublicKeyInfo()).isEqualTo(pair.getPublic().getEncoded());
    assertThat(key.id()).isEqualTo(PeerId.ofSubjectPublicKeyInfo(pair.getPublic().getEncoded()));
  }

  @Test
  void is_rebuilt_from_its_point() throws Exception {
    assertThat(PeerKey.ofPoint(key.point())).isEqualTo(key).hasSameHashCodeAs(key);
  }

  @Test
  void verifies_its_own_signature_only() throws Exception {
    byte[] signature = sign(MESSAGE);

    assertThat(key.verifies(MESSAGE, signature)).isTrue();
    assertThat(key.verifies("massage".getBytes(StandardCharsets.US_ASCII), signature)).isFalse();
    PeerKey other = PeerKey.ofSubjectPublicKeyInfo(generate("secp256r1").getPublic().getEncoded());
    assertThat(other.verifies(MESSAGE, signature)).isFalse();
  }

  @Test
  void refuses_every_changed_byte_of_a_signature() throws Exception {
    byte[] signature = sign(MESSAGE);
    for (int i = 0; i < signature.length; i++) {
      byte[] changed = signature.clone();
      changed[i] ^= 1;
      assertThat(key.verifies(MESSAGE, changed)).as("byte " + i).isFalse();
    }
  }

  @Test
  void refuses_the_signature_of_zeros_and_those_of_a_wrong_length() throws Exception {
    assertThat(key.verifies(MESSAGE, new byte[64])).isFalse();
    assertThat(key.verifies(MESSAGE, new byte[0])).isFalse();
    assertThat(key.verifies(MESSAGE, Arrays.copyOf(sign(MESSAGE), 65))).isFalse();
  }

  @Test
  void refuses_a_point_that_is_not_on_the_curve() {
    byte[] point = key.point();
    point[64] ^= 1;

    assertThatThrownBy(() -> PeerKey.ofPoint(point)).isInstanceOf(InvalidKeyException.class);
  }

  @Test
  void refuses_coordinates_beyond_the_field() {
    byte[] point = new byte[65];
    Arrays.fill(point, (byte) 0xFF);
    point[0] = 4;

    assertThatThrownBy(() -> PeerKey.ofPoint(point)).isInstanceOf(InvalidKeyException.class);
  }

  @Test
  void refuses_other_curves_lengths_and_encodings() throws Exception {
    byte[] p384 = generate("secp384r1").getPublic().getEncoded();
    byte[] compressed = new byte[33];
    byte[] spki = key.subjectPublicKeyInfo();
    spki[26] = 2;

    assertThatThrownBy(() -> PeerKey.ofSubjectPublicKeyInfo(p384))
        .isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> PeerKey.ofPoint(compressed)).isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> PeerKey.ofSubjectPublicKeyInfo(spki))
        .isInstanceOf(InvalidKeyException.class);
  }
}
