package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.peer.identity.Identity;
import dev.awl.wire.rendezvous.PeerId;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceSpecTest {

  @ParameterizedTest
  @CsvSource({
    "web=http://127.0.0.1:8080, web, http, 127.0.0.1, 8080",
    "tcp://nas.local:445, tcp-445, tcp, nas.local, 445",
    "SSH://[::1]:22/, ssh-22, ssh, ::1, 22",
    "a.b-c_1=tcp://10.0.0.7:1, a.b-c_1, tcp, 10.0.0.7, 1"
  })
  void reads_a_service(String text, String name, String protocol, String host, int port) {
    assertThat(ServiceSpec.parse(text))
        .isEqualTo(SharedService.of(new Service(name, protocol, host, port)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "127.0.0.1:80",
        "http://127.0.0.1",
        "http://:80",
        "http://a b:80",
        "=http://h:80",
        "Web=http://h:80",
        "http://h:0",
        "http://h:70000",
        "http://h:80/path",
        "tcp://h:8010-8000",
        "tcp://h:1-1001",
        "tcp://h:65535-65536",
        "socks5://10.0.0.0/33",
        "socks5://lan",
        "tcp://h:1?",
        "tcp://h:1?colour=red",
        "tcp://h:1?idle=never",
        "tcp://h:1?connect=0s",
        "tcp://h:1?connect=1h",
        "tcp://h:1?proxy=v1",
        "udp://h:1?proxy=v2",
        "tcp://h:1?allow=laptop",
        "http://h:\u001b[31m80"
      })
  void says_in_one_line_what_is_wrong(String text) {
    assertThatThrownBy(() -> ServiceSpec.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({"gopher://h:70, unknown scheme 'gopher'", "ftps-fixed://h:21, unknown scheme"})
  void names_what_it_cannot_do(String text, String part) {
    assertThatThrownBy(() -> ServiceSpec.parse(text)).hasMessageContaining(part);
  }

  @Test
  void reads_ranges_networks_and_options() {
    assertThat(ServiceSpec.parse("tcp://10.0.0.5:8000-8100").service())
        .isEqualTo(new Service("tcp-8000-8100", "tcp", "10.0.0.5", 8000, 8100));
    assertThat(ServiceSpec.parse("lan=socks5://10.0.0.0/8,fd00::/8").service())
        .isEqualTo(new Service("lan", "socks5", "10.0.0.0/8,fd00::/8", 1080));
    assertThat(ServiceSpec.parse("socks5://").service())
        .isEqualTo(new Service("socks5", "socks5", Networks.PRIVATE, 1080));
    PeerId friend = Identity.generate().id();
    SharedService shared = ServiceSpec.parse("udp://h:53?idle=90s&connect=1500ms&allow=" + friend);
    assertThat(shared.allow()).containsExactly(friend);
    assertThat(shared.dial())
        .isEqualTo(new DialOptions(Duration.ofMillis(1500), Duration.ofSeconds(90), false));
    assertThat(ServiceSpec.parse("tcp://h:1?proxy=v2").dial().proxyHeader()).isTrue();
  }

  @Test
  void prints_addresses_as_they_are_written() {
    assertThat(new Service("a", "tcp", "::1", 22).target()).isEqualTo("[::1]:22");
    assertThat(new Service("a", "tcp", "h", 22)).hasToString("a=tcp://h:22");
  }
}
