package dev.awl.wire.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1:3478", "[2001:db8::1]:3478", "stun.example.org:1"})
  void reads_and_writes_the_same_text(String text) {
    assertThat(Endpoint.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        ":80",
        "host:",
        "host:x",
        "host:0",
        "host:65536",
        "2001:db8::1:80",
        "a b:1",
        "a/b:1",
        "u@h:1",
        "[h:1"
      })
  void refuses_what_is_no_endpoint(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void drops_the_zone_of_an_ipv6_address() throws Exception {
    byte[] linkLocal = new byte[16];
    linkLocal[0] = (byte) 0xfe;
    linkLocal[1] = (byte) 0x80;
    linkLocal[15] = 1;
    InetAddress zoned = Inet6Address.getByAddress(null, linkLocal, 7);

    assertThat(Endpoint.of(new InetSocketAddress(zoned, 9)).host()).doesNotContain("%");
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp://192.0.2.1:3478", "tcp://[2001:db8::1]:443"})
  void reads_relays_with_their_transport(String text) {
    assertThat(RelayEndpoint.parse(text)).hasToString(text);
  }
}
