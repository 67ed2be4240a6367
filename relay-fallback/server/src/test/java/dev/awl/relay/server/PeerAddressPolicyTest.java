package dev.awl.relay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressPolicyTest {

  private static final InetAddress OWN = ip("203.0.113.1");
  private static final InetSocketAddress LISTENING = new InetSocketAddress(OWN, 3478);
  private static final InetSocketAddress LENT = new InetSocketAddress(OWN, 50_000);

  private static InetAddress ip(String text) {
    return Cidr.parse(text).network();
  }

  private static PeerAddressPolicy policy(PeerRanges ranges) {
    return new PeerAddressPolicy(
        ranges, Set.of(OWN, ip("10.0.0.5")), Set.of(OWN), LISTENING::equals, LENT::equals);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.254",
        "127.0.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.168.0.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "100::1",
        // the same, hidden in IPv6 forms
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:203.0.113.1",
        "::127.0.0.1",
        "::10.0.0.1",
        "::192.168.1.1",
        "::203.0.113.1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2002:c0a8:101::1",
        "2002:cb00:7101::1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::203.0.113.1",
        "64:ff9b:1::8.8.8.8",
        "2001:0:7f00:1::",
        "2001:0:c000:201::f5ff:fffe",
        "2001:0:c000:201:0:0:80ff:fffe",
        "2001:db8::5efe:10.0.0.1",
        "2001:db8::200:5efe:192.168.0.1"
      })
  void refuses(String address) {
    PeerAddressPolicy policy = policy(PeerRanges.NONE);
    InetAddress peer = ip(address);
    if (!peer.equals(OWN)) {
      assertThat(policy.mayPermit(peer)).isFalse();
    }
    assertThat(policy.maySend(new InetSocketAddress(peer, 80))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8", "203.0.113.7", "198.51.100.7", "192.0.2.1", "172.32.0.1", "100.128.0.1",
        "192.0.1.1", "2001:db8::1", "2a00::1", "2002:808:808::1", "64:ff9b::8.8.8.8", "::8.8.8.8"
      })
  void allows(String address) {
    PeerAddressPolicy policy = policy(PeerRanges.NONE);
    assertThat(policy.mayPermit(ip(address))).isTrue();
    assertThat(policy.maySend(new InetSocketAddress(ip(address), 80))).isTrue();
  }

  @Test
  void its_own_address_is_reachable_at_lent_ports_only() {
    PeerAddressPolicy policy = policy(PeerRanges.NONE);
    assertThat(policy.mayPermit(OWN)).isTrue();
    assertThat(policy.maySend(LENT)).isTrue();
    assertThat(policy.maySend(LISTENING)).isFalse();
    assertThat(policy.maySend(new InetSocketAddress(OWN, 22))).isFalse();
    assertThat(policy.mayPermit(ip("10.0.0.5"))).isFalse();
  }

  @Test
  void allow_overrides_the_built_in_refusals_and_deny() {
    PeerAddressPolicy policy =
        policy(
            new PeerRanges(
                List.of(Cidr.parse("10.1.0.0/16")),
                List.of(Cidr.parse("10.1.2.0/24"), Cidr.parse("8.8.0.0/16"))));
    assertThat(policy.mayPermit(ip("10.1.2.3"))).isTrue();
    assertThat(policy.mayPermit(ip("10.2.0.1"))).isFalse();
    assertThat(policy.mayPermit(ip("8.8.8.8"))).isFalse();
    assertThat(policy.mayPermit(ip("64:ff9b::8.8.8.8"))).isFalse();
    assertThat(policy.mayPermit(ip("9.9.9.9"))).isTrue();
  }

  @Test
  void no_allowance_reaches_the_relays_own_listening_port() {
    assertThat(policy(PeerRanges.allowing("0.0.0.0/0")).maySend(LISTENING)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "example.org", "1.2.3.4/x"})
  void says_what_is_no_range(String text) {
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Cidr.parse(text)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
