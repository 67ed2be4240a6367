package dev.awl.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.stun.MessageIntegrity;
import dev.awl.wire.stun.NonceCookie;
import dev.awl.wire.stun.StunClass;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.Nonce;
import dev.awl.wire.stun.attribute.PasswordAlgorithm;
import dev.awl.wire.stun.attribute.PasswordAlgorithms;
import dev.awl.wire.stun.attribute.Realm;
import dev.awl.wire.stun.attribute.StunAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongTermAuthenticationTest {

  private static final String COOKIE = NonceCookie.withPasswordAlgorithms("n");
  private static final PasswordAlgorithms BOTH =
      new PasswordAlgorithms(List.of(PasswordAlgorithm.SHA256, PasswordAlgorithm.MD5));

  private final LongTermAuthentication authentication =
      new LongTermAuthentication(new RelayCredentials("alice", "wonder"));

  private static StunMessage challenge(StunAttribute... attributes) {
    return new StunMessage(
        StunMethod.ALLOCATE,
        StunClass.ERROR_RESPONSE,
        TransactionId.random(new Random(1)),
        List.of(attributes));
  }

  private List<StunAttribute> added() {
    List<StunAttribute> attributes = new ArrayList<>();
    authentication.addTo(attributes);
    return attributes;
  }

  @Test
  void an_offer_of_sha_256_is_taken_and_repeated_to_the_server() {
    assertThat(authentication.challenge(challenge(new Realm("awl"), new Nonce(COOKIE), BOTH)))
        .isTrue();

    assertThat(authentication.protection().integrity()).isEqualTo(MessageIntegrity.SHA256);
    assertThat(authentication.protection().key())
        .isEqualTo(MessageIntegrity.SHA256.longTermKey("alice", "awl", "wonder"));
    assertThat(added()).contains(BOTH, new PasswordAlgorithm(PasswordAlgorithm.SHA256));
  }

  @Test
  void a_challenge_that_lost_its_offer_on_the_way_is_ignored() {
    assertThat(authentication.challenge(challenge(new Realm("awl"), new Nonce(COOKIE)))).isFalse();
    assertThat(added()).isEmpty();
  }

  @Test
  void a_server_that_offers_nothing_gets_md5() {
    assertThat(authentication.challenge(challenge(new Realm("awl"), new Nonce("old")))).isTrue();

    assertThat(authentication.protection().integrity()).isEqualTo(MessageIntegrity.SHA1);
    assertThat(added()).hasSize(3);
  }
}
