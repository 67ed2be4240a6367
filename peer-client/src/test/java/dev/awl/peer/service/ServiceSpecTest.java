package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    assertThat(ServiceSpec.parse(text)).isEqualTo(new Service(name, protocol, host, port));
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
        "http://h:\u001b[31m80"
      })
  void says_in_one_line_what_is_wrong(String text) {
    assertThatThrownBy(() -> ServiceSpec.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "udp://h:53, comes later",
    "ftp://h:21, comes later",
    "tcp://h:8000-8010, come later",
    "gopher://h:70, unknown scheme 'gopher'"
  })
  void names_what_it_cannot_do_yet(String text, String part) {
    assertThatThrownBy(() -> ServiceSpec.parse(text)).hasMessageContaining(part);
  }

  @Test
  void prints_addresses_as_they_are_written() {
    assertThat(new Service("a", "tcp", "::1", 22).target()).isEqualTo("[::1]:22");
    assertThat(new Service("a", "tcp", "h", 22)).hasToString("a=tcp://h:22");
  }
}
