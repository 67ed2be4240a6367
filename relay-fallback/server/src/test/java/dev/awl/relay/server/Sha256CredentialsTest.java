package dev.awl.relay.server;

import static dev.awl.relay.server.FakeRelay.codeOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.stun.MessageIntegrity;
import dev.awl.wire.stun.NonceCookie;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.attribute.Nonce;
import dev.awl.wire.stun.attribute.PasswordAlgorithm;
import dev.awl.wire.stun.attribute.PasswordAlgorithms;
import dev.awl.wire.stun.attribute.RequestedTransport;
import dev.awl.wire.stun.attribute.StunAttribute;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Long-term credentials with SHA-256 (RFC 8489 section 9.2.4). */
class Sha256CredentialsTest {

  private static final PasswordAlgorithm SHA256 = new PasswordAlgorithm(PasswordAlgorithm.SHA256);

  private final FakeRelay relay = new FakeRelay();
  private PasswordAlgorithms offered;

  @BeforeEach
  void take_a_challenge() {
    StunMessage challenge =
        FakeRelay.decode(
            relay.send(
                FakeRelay.encode(
                    relay.bare(StunMethod.ALLOCATE, new RequestedTransport(17)), Protection.NONE)));
    relay.nonce = challenge.find(Nonce.class).text();
    offered = challenge.find(PasswordAlgorithms.class);
  }

  private Protection protection() {
    MessageIntegrity hash = MessageIntegrity.SHA256;
    return Protection.of(hash, hash.longTermKey(relay.username, FakeRelay.REALM, relay.password));
  }

  private ByteBuf answerTo(StunAttribute... more) {
    List<StunAttribute> attributes = new ArrayList<>(List.of(new RequestedTransport(17)));
    attributes.addAll(List.of(more));
    return relay.send(
        FakeRelay.encode(
            relay.request(StunMethod.ALLOCATE, attributes.toArray(StunAttribute[]::new)),
            protection()));
  }

  @Test
  void the_challenge_offers_sha_256_first_and_says_so_in_its_nonce() {
    assertThat(offered.algorithms()).containsExactly(2, 1);
    assertThat(NonceCookie.offersPasswordAlgorithms(relay.nonce)).isTrue();
  }

  @Test
  void a_key_and_hash_of_sha_256_are_answered_in_kind() {
    ByteBuf answer = answerTo(offered, SHA256);

    assertThat(codeOf(FakeRelay.decode(answer))).isZero();
    assertThat(MessageIntegrity.of(answer)).isEqualTo(MessageIntegrity.SHA256);
    assertThat(MessageIntegrity.SHA256.verify(answer, protection().key()))
        .isEqualTo(MessageIntegrity.Verdict.VALID);
  }

  @Test
  void a_wrong_password_is_a_401() {
    relay.password = "guess";
    assertThat(codeOf(FakeRelay.decode(answerTo(offered, SHA256)))).isEqualTo(401);
  }

  @Test
  void both_secrets_of_a_rotation_make_good_keys() {
    for (String secret : List.of("old secret", "new secret")) {
      FakeRelay.codeOf(relay.refresh(0));
      relay.username = (relay.wallClock.getEpochSecond() + 60) + ":carol";
      relay.password = Authenticator.timeLimitedPassword(secret, relay.username);
      assertThat(codeOf(FakeRelay.decode(answerTo(offered, SHA256)))).as(secret).isZero();
    }
  }

  @Test
  void algorithms_that_somebody_changed_are_a_400() {
    PasswordAlgorithms weakened = new PasswordAlgorithms(List.of(PasswordAlgorithm.MD5));
    assertThat(codeOf(FakeRelay.decode(answerTo(weakened, SHA256)))).isEqualTo(400);
    assertThat(codeOf(FakeRelay.decode(answerTo(SHA256)))).isEqualTo(400);
    assertThat(codeOf(FakeRelay.decode(answerTo(offered)))).isEqualTo(400);
    assertThat(codeOf(FakeRelay.decode(answerTo(offered, new PasswordAlgorithm(7)))))
        .isEqualTo(400);
  }

  @Test
  void a_nonce_without_its_cookie_is_stale() {
    relay.nonce = NonceCookie.rest(relay.nonce);
    assertThat(codeOf(FakeRelay.decode(answerTo()))).isEqualTo(438);
  }

  @Test
  void clients_that_know_md5_alone_are_served_as_ever() {
    assertThat(codeOf(relay.allocate())).isZero();
  }
}
