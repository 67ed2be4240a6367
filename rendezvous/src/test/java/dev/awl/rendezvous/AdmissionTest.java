package dev.awl.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private final Counters counters = new Counters();

  private Admission admission(int peers, int perSource, int unregistered) {
    return new Admission(
        new ConnectionLimits(peers, perSource, unregistered),
        new ForwardedFor(Set.of(address("192.0.2.80"), address("127.0.0.80"))),
        counters);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tells_a_source_that_it_has_enough_and_then_just_closes() {
    Admission admission = admission(100, 2, 100);
    List<Admission.Visit> visits = new ArrayList<>();
    for (int i = 0; i < 2 + Admission.SPARE_PER_SOURCE; i++) {
      visits.add(admission.arrive(address("192.0.2.1")));
    }

    assertThat(visits.subList(0, 2)).noneMatch(Admission.Visit::isOneTooMany);
    assertThat(visits.subList(2, visits.size())).allMatch(Admission.Visit::isOneTooMany);
    assertThat(admission.arrive(address("192.0.2.1"))).isNull();
    assertThat(admission.arrive(address("192.0.2.2")).isOneTooMany()).isFalse();
    assertThat(counters.snapshot().crowded()).isEqualTo(Admission.SPARE_PER_SOURCE + 1);
    assertThat(counters.snapshot().connections()).isEqualTo(visits.size() + 1);

    visits.forEach(Admission.Visit::left);
    assertThat(admission.sources()).isEqualTo(1);
    assertThat(admission.arrive(address("192.0.2.1")).isOneTooMany()).isFalse();
  }

  @Test
  void takes_an_ipv6_prefix_of_64_bits_as_one_source() {
    Admission admission = admission(100, 1, 100);

    assertThat(admission.arrive(address("2001:db8:0:1::1")).isOneTooMany()).isFalse();
    assertThat(admission.arrive(address("2001:db8:0:1:ffff::2")).isOneTooMany()).isTrue();
    assertThat(admission.arrive(address("2001:db8:0:2::1")).isOneTooMany()).isFalse();
    assertThat(admission.arrive(address("::ffff:192.0.2.1")).isOneTooMany()).isFalse();
    assertThat(admission.arrive(address("::ffff:192.0.2.2")).isOneTooMany()).isFalse();
  }

  @Test
  void limits_nobody_on_loopback() {
    Admission admission = admission(100, 1, 100);
    for (int i = 0; i < 50; i++) {
      assertThat(admission.arrive(address("127.0.0.1")).isOneTooMany()).isFalse();
      assertThat(admission.arrive(address("::1")).isOneTooMany()).isFalse();
    }
    assertThat(admission.sources()).isZero();
  }

  @Test
  void closes_strangers_beyond_their_limit_until_others_register_or_leave() {
    Admission admission = admission(100, 64, 2);
    Admission.Visit first = admission.arrive(address("192.0.2.1"));
    Admission.Visit second = admission.arrive(address("192.0.2.2"));
    assertThat(admission.arrive(address("192.0.2.3"))).isNull();

    first.registered();
    first.registered();
    assertThat(admission.arrive(address("192.0.2.3"))).isNotNull();
    assertThat(admission.arrive(address("192.0.2.4"))).isNull();

    second.left();
    first.left(); // counts as registered: makes no room
    assertThat(admission.arrive(address("192.0.2.4"))).isNotNull();
    assertThat(admission.arrive(address("192.0.2.5"))).isNull();
    assertThat(counters.snapshot().full()).isEqualTo(3);
    assertThat(counters.snapshot().connections()).isEqualTo(2);
    assertThat(admission.sources()).isEqualTo(2);
  }

  @Test
  void closes_what_comes_when_all_room_is_taken() {
    Admission admission = admission(1, 64, 10_000);
    for (int i = 0; i < 1 + Admission.SPARE_CONNECTIONS; i++) {
      assertThat(admission.arrive(address("127.0.0.1"))).isNotNull();
    }
    assertThat(admission.arrive(address("127.0.0.1"))).isNull();
  }

  @Test
  void counts_for_whom_a_proxy_speaks_once_it_has_said_so() {
    Admission admission = admission(100, 1, 100);
    Admission.Visit first = admission.arrive(address("192.0.2.80"));
    Admission.Visit second = admission.arrive(address("192.0.2.80"));
    Admission.Visit other = admission.arrive(address("192.0.2.80"));
    assertThat(admission.sources()).isZero();

    first.forwarded(List.of("198.51.100.1"));
    second.forwarded(List.of("198.51.100.1"));
    other.forwarded(List.of("198.51.100.2"));

    assertThat(first.isOneTooMany()).isFalse();
    assertThat(second.isOneTooMany()).isTrue();
    assertThat(other.isOneTooMany()).isFalse();
    assertThat(first.source()).isEqualTo(address("198.51.100.1"));
    assertThat(counters.snapshot().crowded()).isEqualTo(1);

    second.forwarded(List.of("198.51.100.3")); // a second request: too late
    List.of(first, second, other).forEach(Admission.Visit::left);
    first.forwarded(List.of("198.51.100.3")); // gone
    assertThat(admission.sources()).isZero();
  }

  @Test
  void hears_nobody_but_a_proxy() {
    Admission admission = admission(100, 1, 100);
    Admission.Visit liar = admission.arrive(address("192.0.2.1"));
    liar.forwarded(List.of("198.51.100.1"));
    Admission.Visit local = admission.arrive(address("127.0.0.1"));
    local.forwarded(List.of("198.51.100.1"));

    assertThat(liar.source()).isEqualTo(address("192.0.2.1"));
    assertThat(local.source()).isNull();
    assertThat(counters.snapshot().malformed()).isZero();
  }

  @Test
  void counts_a_proxy_itself_when_it_does_not_say_for_whom_it_speaks() {
    Admission admission = admission(100, 1, 100);
    Admission.Visit silent = admission.arrive(address("192.0.2.80"));
    silent.forwarded(List.of());
    Admission.Visit garbled = admission.arrive(address("192.0.2.80"));
    garbled.forwarded(List.of("unknown"));
    Admission.Visit onLoopback = admission.arrive(address("127.0.0.80"));
    onLoopback.forwarded(List.of("unknown"));

    assertThat(silent.source()).isEqualTo(address("192.0.2.80"));
    assertThat(garbled.isOneTooMany()).isTrue();
    assertThat(onLoopback.source()).isNull();
    assertThat(counters.snapshot().malformed()).isEqualTo(3);
  }
}
