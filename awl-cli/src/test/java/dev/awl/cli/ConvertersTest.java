package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ConvertersTest {

  @ParameterizedTest
  @CsvSource({
    "8080,           0.0.0.0,   8080",
    "127.0.0.1:8080, 127.0.0.1, 8080",
    "[::1]:8080,     ::1,       8080",
    "127.0.0.1:0,    127.0.0.1, 0",
  })
  void listen_reads_an_optional_address_and_a_port(String text, String host, int port) {
    InetSocketAddress expected = new InetSocketAddress(host, port);
    InetSocketAddress read = new ListenConverter().convert(text);
    assertThat(read.getPort()).isEqualTo(port);
    assertThat(read.getAddress().isAnyLocalAddress())
        .isEqualTo(expected.getAddress().isAnyLocalAddress());
    if (!read.getAddress().isAnyLocalAddress()) {
      assertThat(read).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "70000", "127.0.0.1:", "127.0.0.1:-1"})
  void listen_refuses_what_is_no_port(String text) {
    assertThatThrownBy(() -> new ListenConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("is not [ADDR:]PORT");
  }

  @Test
  void a_map_is_on_loopback_unless_it_names_an_address() {
    MappedPort.Converter converter = new MappedPort.Converter();
    assertThat(converter.convert("web=8080").local().getAddress().isLoopbackAddress()).isTrue();
    assertThat(converter.convert("web=192.0.2.1:80"))
        .isEqualTo(new MappedPort("web", new InetSocketAddress("192.0.2.1", 80), 1));
    assertThat(converter.convert("web=0.0.0.0:8000-8100"))
        .isEqualTo(new MappedPort("web", new InetSocketAddress("0.0.0.0", 8000), 101));
    assertThat(converter.convert("web=8000-8001").ports()).isEqualTo(2);
    assertThatThrownBy(() -> converter.convert("8080")).isInstanceOf(TypeConversionException.class);
  }
}
