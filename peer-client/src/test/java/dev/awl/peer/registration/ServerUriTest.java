package dev.awl.peer.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUriTest {

  @ParameterizedTest
  @CsvSource({
    "ws://host,                ws://host:80/v1/rendezvous",
    "wss://host,               wss://host:443/v1/rendezvous",
    "ws://192.0.2.1:8080/,     ws://192.0.2.1:8080/v1/rendezvous",
    "WS://[2001:db8::1]:99,    ws://[2001:db8::1]:99/v1/rendezvous",
    "wss://host/behind/proxy,  wss://host:443/behind/proxy"
  })
  void fills_in_what_is_left_out(String given, String complete) {
    assertThat(ServerUri.of(URI.create(given)).webSocket()).hasToString(complete);
  }

  @Test
  void keeps_brackets_out_of_the_host() {
    assertThat(ServerUri.of(URI.create("ws://[::1]:99")).host()).isEqualTo("::1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://host", "host", "ws:host", "ws://", "ws:///x", "host:80"})
  void says_what_a_server_looks_like(String given) {
    URI uri = given.equals("ws://") ? URI.create("ws:/") : URI.create(given);
    assertThatThrownBy(() -> ServerUri.of(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--server")
        .message()
        .hasLineCount(1);
  }
}
