package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.peer.service.Service;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortChoiceTest {

  private static final List<Service> OFFERED =
      List.of(
          new Service("dns-tcp", "tcp", "127.0.0.1", 53),
          new Service("dns", "udp", "127.0.0.1", 53),
          new Service("web", "http", "127.0.0.1", 80));

  private static PortChoice choice(String... maps) {
    return new PortChoice(Arrays.stream(maps).map(MappedPort::of).toList());
  }

  @Test
  void a_tcp_and_a_udp_service_may_have_ports_of_one_number() {
    assertThatCode(() -> choice("dns=5353", "dns-tcp=5353").check("far", OFFERED))
        .doesNotThrowAnyException();
  }

  @Test
  void two_tcp_services_may_not() {
    assertThatThrownBy(() -> choice("web=5353", "dns=5353", "dns-tcp=5353").check("far", OFFERED))
        .isInstanceOf(AwlException.class)
        .hasMessageContaining("--map gives port 5353 to 'web' and to 'dns-tcp'");
  }
}
