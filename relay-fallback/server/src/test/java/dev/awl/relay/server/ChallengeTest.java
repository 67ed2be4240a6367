package dev.awl.relay.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.attribute.Realm;
import dev.awl.wire.stun.attribute.RequestedTransport;
import dev.awl.wire.stun.attribute.Software;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {

  private static ByteBuf bareAllocate(FakeRelay relay, Protection protection) {
    return FakeRelay.encode(
        relay.bare(StunMethod.ALLOCATE, new RequestedTransport(17)), protection);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "awl", "relay.example.org", "twenty-eight-letters-of-this"})
  void is_at_most_three_times_the_bare_allocate(String realm) {
    FakeRelay relay = new FakeRelay(RelayQuotas.DEFAULT, realm);
    for (Protection protection : new Protection[] {Protection.NONE, Protection.FINGERPRINT}) {
      ByteBuf request = bareAllocate(relay, protection);
      ByteBuf answer = relay.send(request);

      StunMessage challenge = FakeRelay.decode(answer);
      assertThat(challenge.errorCode()).isEqualTo(401);
      assertThat(challenge.find(Realm.class)).isEqualTo(new Realm(realm));
      assertThat(challenge.has(Software.class)).isFalse();
      double ratio = (double) answer.readableBytes() / request.readableBytes();
      System.out.printf("401 / bare Allocate, realm of %d: %.2f%n", realm.length(), ratio);
      assertThat(ratio).isLessThanOrEqualTo(3.0);
    }
  }

  @Test
  void is_given_to_one_source_only_so_often() {
    FakeRelay relay = new FakeRelay(RelayQuotas.DEFAULT.withUnauthenticatedPerSecond(5));
    int answers = 0;
    for (int i = 0; i < 100; i++) {
      answers += relay.send(bareAllocate(relay, Protection.NONE)) == null ? 0 : 1;
    }
    assertThat(answers).isEqualTo(10);
    assertThat(relay.counters.snapshot().limited()).isEqualTo(90);

    relay.now += 1_000_000_000L;
    assertThat(relay.send(bareAllocate(relay, Protection.NONE))).isNotNull();
  }

  @Test
  void is_not_limited_on_a_stream_whose_return_path_is_proven() {
    FakeRelay relay = new FakeRelay(RelayQuotas.DEFAULT.withUnauthenticatedPerSecond(1));
    relay.transport = FiveTuple.Transport.TCP;
    for (int i = 0; i < 100; i++) {
      assertThat(relay.send(bareAllocate(relay, Protection.NONE))).isNotNull();
    }
  }

  @Test
  void costs_no_state() {
    FakeRelay relay = new FakeRelay();
    for (int i = 0; i < 50; i++) {
      relay.send(bareAllocate(relay, Protection.NONE));
    }
    assertThat(relay.allocations.size()).isZero();
    assertThat(relay.ports.open).isEmpty();
  }
}
