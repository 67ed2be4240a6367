package dev.awl.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTextTest {

  /** RFC 5952 section 4. */
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,               192.0.2.1",
    "0:0:0:0:0:0:0:1,         ::1",
    "0:0:0:0:0:0:0:0,         ::",
    "2001:0db8::0001,         2001:db8::1",
    "2001:DB8::ABCD,          2001:db8::abcd",
    "2001:db8:0:1:1:1:1:1,    2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1,      2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1,    2001:db8::1:0:0:1",
    "::ffff:192.0.2.1,        192.0.2.1",
  })
  void leaves_the_longest_run_of_zeros_out(String given, String expected) throws Exception {
    InetAddress address = InetAddress.getByName(given);
    assertThat(AddressText.of(address)).isEqualTo(expected);
    assertThat(InetAddress.getByName(expected)).isEqualTo(address);
    String withPort = expected.contains(":") ? "[" + expected + "]:80" : expected + ":80";
    assertThat(AddressText.of(new InetSocketAddress(address, 80))).isEqualTo(withPort);
    assertThat(AddressText.parse(withPort)).isEqualTo(new InetSocketAddress(address, 80));
    assertThat(AddressText.named(new InetSocketAddress(address, 80))).isEqualTo(withPort);
    assertThat(AddressText.here(new InetSocketAddress(address, 80))).isEqualTo(withPort);
  }

  @Test
  void tells_a_scope_on_this_machine_alone() throws Exception {
    byte[] bytes = InetAddress.getByName("fe80::7").getAddress();
    InetAddress linkLocal = Inet6Address.getByAddress(null, bytes, 3);
    InetSocketAddress address = new InetSocketAddress(linkLocal, 80);
    assertThat(AddressText.of(linkLocal)).isEqualTo("fe80::7");
    assertThat(AddressText.of(address)).isEqualTo("[fe80::7]:80");
    assertThat(AddressText.here(address)).isEqualTo("[fe80::7%3]:80");
  }

  @Test
  void a_name_stays_what_it_is() throws Exception {
    InetAddress known = InetAddress.getByAddress("nas.example", new byte[] {127, 0, 0, 1});
    assertThat(AddressText.named(new InetSocketAddress(known, 80))).isEqualTo("nas.example:80");
    assertThat(AddressText.named(InetSocketAddress.createUnresolved("nas.example", 80)))
        .isEqualTo("nas.example:80");
  }

  @Test
  void reads_the_long_form_as_well() {
    assertThat(AddressText.parse("[2001:db8:0:0:0:0:0:1]:80"))
        .isEqualTo(AddressText.parse("[2001:DB8::1]:80"))
        .isEqualTo(new InetSocketAddress("2001:db8::1", 80));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":80",
        "carol",
        "carol:80",
        "1.2.3.4",
        "1.2.3.4:",
        "1.2.3.4:x",
        "1.2.3.4:70000",
        "1.2.3.4:-1",
        "[1.2.3.4]:80",
        "::1:80",
        "[::1]",
        "[::1]x:80",
        "1.2.3:80"
      })
  void reads_nothing_else(String text) {
    assertThat(AddressText.parse(text)).isNull();
  }
}
