package dev.awl.relay.server;

import static dev.awl.relay.server.FakeRelay.PEER;
import static dev.awl.relay.server.FakeRelay.codeOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Bits a second of an allocation and of a user. */
class RateQuotaTest {

  private static final long MEGABIT = 1_000_000;
  private static final int PACKET = 1000;

  private static FakeRelay relayWith(RateQuota rate) {
    return new FakeRelay(RelayQuotas.DEFAULT.withRate(rate));
  }

  /** Offers 8 Mbit/s of packets from the peer for a second; how many passed. */
  private static int passedInASecond(FakeRelay relay, Allocation allocation) {
    int before = relay.toClient.size();
    for (int i = 0; i < 1000; i++) {
      relay.now += 1_000_000;
      allocation.relayToClient(relay.now, PEER, Unpooled.wrappedBuffer(new byte[PACKET]));
    }
    return relay.toClient.size() - before;
  }

  private static Allocation allocate(FakeRelay relay, InetSocketAddress source) {
    relay.source = source;
    relay.later(java.time.Duration.ZERO);
    assertThat(codeOf(relay.allocate())).isZero();
    assertThat(codeOf(relay.permit(PEER))).isZero();
    return relay.allocations.find(relay.now, source);
  }

  @Test
  void an_allocation_gets_its_rate_and_the_rest_is_counted() {
    FakeRelay relay = relayWith(new RateQuota(MEGABIT, 0));
    int passed = passedInASecond(relay, allocate(relay, FakeRelay.CLIENT));

    assertThat(passed).isBetween(120, 155); // 125 packets and a burst of 25
    assertThat(relay.counters.snapshot().tooFast()).isEqualTo(1000 - passed);
  }

  @Test
  void two_allocations_of_a_user_share_the_users_rate() {
    FakeRelay relay = relayWith(new RateQuota(0, MEGABIT));
    Allocation first = allocate(relay, FakeRelay.CLIENT);
    Allocation second = allocate(relay, PEER);

    assertThat(passedInASecond(relay, first)).isBetween(120, 155);
    int together = 0;
    for (int i = 0; i < 1000; i++) {
      relay.now += 1_000_000;
      int before = relay.toClient.size();
      first.relayToClient(relay.now, PEER, Unpooled.wrappedBuffer(new byte[PACKET]));
      second.relayToClient(relay.now, PEER, Unpooled.wrappedBuffer(new byte[PACKET]));
      together += relay.toClient.size() - before;
    }
    assertThat(together).isBetween(120, 155);
  }

  @Test
  void without_quota_nothing_is_dropped() {
    FakeRelay relay = new FakeRelay();
    assertThat(passedInASecond(relay, allocate(relay, FakeRelay.CLIENT))).isEqualTo(1000);
  }
}
