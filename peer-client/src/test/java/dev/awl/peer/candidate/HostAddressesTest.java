package dev.awl.peer.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostAddressesTest {

  private static List<InetAddress> addresses(String... texts) {
    return Arrays.stream(texts).map(HostAddressesTest::address).toList();
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void lists_ipv4_first_and_leaves_out_what_is_local_to_the_link() {
    assertThat(
            HostAddresses.select(
                addresses(
                    "127.0.0.1",
                    "2001:db8::1",
                    "fe80::1",
                    "192.0.2.1",
                    "169.254.1.1",
                    "fd00::1",
                    "10.0.0.1"),
                false))
        .isEqualTo(addresses("192.0.2.1", "10.0.0.1", "2001:db8::1", "fd00::1"));
  }

  @Test
  void falls_back_to_loopback_and_takes_it_when_asked() {
    assertThat(HostAddresses.select(addresses("127.0.0.1", "fe80::1"), false))
        .isEqualTo(addresses("127.0.0.1"));
    assertThat(HostAddresses.select(addresses("127.0.0.1", "10.0.0.1"), true))
        .isEqualTo(addresses("10.0.0.1", "127.0.0.1"));
  }

  @Test
  void lists_each_address_once_and_eight_at_most() {
    List<InetAddress> many = new ArrayList<>(addresses("10.0.0.1", "10.0.0.1"));
    for (int i = 2; i < 40; i++) {
      many.add(address("10.0.0." + i));
    }

    assertThat(HostAddresses.select(many, false)).hasSize(8).doesNotHaveDuplicates();
  }

  @Test
  void offers_the_address_a_socket_is_bound_to_and_all_for_the_wildcard() {
    InetSocketAddress bound = new InetSocketAddress("127.0.0.2", 4000);

    assertThat(HostAddresses.candidates(bound, false))
        .containsExactly(new Candidate(CandidateKind.HOST, bound));
    assertThat(HostAddresses.candidates(new InetSocketAddress("0.0.0.0", 4000), true))
        .contains(new Candidate(CandidateKind.HOST, new InetSocketAddress("127.0.0.1", 4000)))
        .allSatisfy(each -> assertThat(each.address().getPort()).isEqualTo(4000));
  }

  @Test
  void is_no_candidate_where_nobody_can_be() {
    for (String text : List.of("0.0.0.0", "224.0.0.1", "::")) {
      InetSocketAddress nowhere = new InetSocketAddress(address(text), 1);
      assertThatThrownBy(() -> new Candidate(CandidateKind.HOST, nowhere))
          .isInstanceOf(IllegalArgumentException.class);
    }
    InetSocketAddress noPort = new InetSocketAddress(address("10.0.0.1"), 0);
    assertThatThrownBy(() -> new Candidate(CandidateKind.HOST, noPort))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
