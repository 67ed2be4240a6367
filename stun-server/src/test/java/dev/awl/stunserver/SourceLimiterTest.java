package dev.awl.stunserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SourceLimiterTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final SourceLimiter limiter = new SourceLimiter(new SourceLimit(10, 20), 42);

  @Test
  void allows_the_burst_and_then_the_rate() throws UnknownHostException {
    InetAddress source = InetAddress.getByName("203.0.113.1");
    assertThat(allowed(source, 0, 100)).isEqualTo(20);
    assertThat(allowed(source, SECOND, 100)).isEqualTo(10);
    assertThat(allowed(source, 100 * SECOND, 100)).as("never more than the burst").isEqualTo(20);
  }

  @Test
  void keeps_sources_apart() throws UnknownHostException {
    assertThat(allowed(InetAddress.getByName("203.0.113.1"), 0, 100)).isEqualTo(20);
    assertThat(allowed(InetAddress.getByName("203.0.113.2"), 0, 100)).isEqualTo(20);
  }

  @Test
  void counts_an_ipv6_network_as_one_source() throws UnknownHostException {
    assertThat(allowed(InetAddress.getByName("2001:db8:0:1::1"), 0, 100)).isEqualTo(20);
    assertThat(allowed(InetAddress.getByName("2001:db8:0:1:ffff::2"), 0, 100)).isZero();
    assertThat(allowed(InetAddress.getByName("2001:db8:0:2::1"), 0, 100)).isEqualTo(20);
  }

  @Test
  void exempts_loopback() throws UnknownHostException {
    assertThat(allowed(InetAddress.getByName("127.0.0.1"), 0, 1_000)).isEqualTo(1_000);
  }

  @Test
  void can_be_switched_off() throws UnknownHostException {
    SourceLimiter none = new SourceLimiter(SourceLimit.NONE, 42);
    InetAddress source = InetAddress.getByName("203.0.113.1");
    for (int i = 0; i < 1_000; i++) {
      assertThat(none.allow(source, 0)).isTrue();
    }
  }

  /** A direct-mapped table: most of many sources must not suffer from the others. */
  @Test
  void spreads_sources_over_the_table() throws UnknownHostException {
    int refused = 0;
    for (int i = 0; i < 10_000; i++) {
      InetAddress source = InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i});
      refused += 10 - allowed(source, 0, 10);
    }
    assertThat(refused).isLessThan(1_000);
  }

  @Test
  void refuses_senseless_limits() {
    assertThatThrownBy(() -> new SourceLimit(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SourceLimit(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  private int allowed(InetAddress source, long now, int asked) {
    int count = 0;
    for (int i = 0; i < asked; i++) {
      count += limiter.allow(source, now) ? 1 : 0;
    }
    return count;
  }
}
