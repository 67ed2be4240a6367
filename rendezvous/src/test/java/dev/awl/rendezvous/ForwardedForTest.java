package dev.awl.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedForTest {

  private final ForwardedFor forwardedFor;

  ForwardedForTest() throws Exception {
    forwardedFor =
        new ForwardedFor(
            Set.of(InetAddress.getByName("10.0.0.1"), InetAddress.getByName("2001:db8::1")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "198.51.100.1; 198.51.100.1",
        " 198.51.100.1 ; 198.51.100.1",
        "192.0.2.9, 198.51.100.1; 198.51.100.1",
        "192.0.2.9,198.51.100.1, 10.0.0.1,2001:db8::1; 198.51.100.1",
        "not an address, 198.51.100.1; 198.51.100.1",
        "198.51.100.1:4711; 198.51.100.1",
        "2001:db8::7; 2001:db8::7",
        "[2001:db8::7]; 2001:db8::7",
        "[2001:db8::7]:4711, 10.0.0.1; 2001:db8::7",
        "::ffff:198.51.100.1; 198.51.100.1",
        "10.0.0.1, 2001:db8::1; 10.0.0.1",
      })
  void names_the_right_most_address_that_is_no_proxy(String header, String client)
      throws Exception {
    assertThat(forwardedFor.client(List.of(header))).isEqualTo(InetAddress.getByName(client));
  }

  @Test
  void reads_several_headers_as_one() throws Exception {
    assertThat(forwardedFor.client(List.of("192.0.2.9, 198.51.100.1", "10.0.0.1")))
        .isEqualTo(InetAddress.getByName("198.51.100.1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "unknown",
        "localhost",
        "198.51.100.1,",
        "198.51.100.1, unknown, 10.0.0.1",
        "198.51.100",
        "198.51.100.1:x:y",
        "[]",
        "]:1",
        "[",
        ":",
        "fe80::1%eth0,",
      })
  void names_nobody_where_something_is_no_address(String header) {
    assertThat(forwardedFor.client(List.of(header))).isNull();
  }

  @Test
  void names_nobody_without_a_header() {
    assertThat(forwardedFor.client(List.of())).isNull();
  }
}
