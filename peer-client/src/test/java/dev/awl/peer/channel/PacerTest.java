package dev.awl.peer.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacerTest {

  private static final int SEGMENT = 1350;
  private static final double RATE = 0.0125; // 12.5 MB/s: 100 Mbit/s

  private final Pacer pacer = new Pacer();
  private long now = System.nanoTime();

  @Test
  void without_a_rate_there_is_no_limit() {
    pacer.measures(time -> 0);
    assertThat(pacer.refresh(now)).isFalse();
  }

  @Test
  void keeps_the_rate_and_never_bursts_above_a_millisecond_of_it() {
    pacer.measures(time -> RATE);
    pacer.refresh(now);
    long start = now;
    long sent = 0;
    while (sent < 5_000_000) {
      pacer.refresh(now);
      int batch = 45 * SEGMENT;
      int allowed = pacer.admit(batch, SEGMENT, now);
      assertThat(allowed % SEGMENT).isZero();
      assertThat(allowed).isLessThanOrEqualTo(12_500 + SEGMENT);
      sent += allowed;
      if (allowed < batch) {
        now += pacer.delay();
      }
    }
    double rate = (double) sent / (now - start);
    assertThat(rate).isBetween(0.99 * RATE, 1.01 * RATE);
  }

  @Test
  void single_datagram_above_the_burst_still_leaves() {
    pacer.measures(time -> 1e-6); // 1 kB/s
    pacer.refresh(now);
    int sent = 0;
    for (int i = 0; i < 20; i++) {
      pacer.refresh(now);
      sent += pacer.admit(SEGMENT, 0, now) > 0 ? 1 : 0;
      now += pacer.delay();
    }
    assertThat(sent).isGreaterThanOrEqualTo(10);
  }
}
