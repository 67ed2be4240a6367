package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ServiceListTest {

  @Test
  void has_the_layout_that_the_package_draws() {
    ByteBuf out = Unpooled.buffer();
    ServiceList.encode(ServiceOffer.of(List.of(new Service("web", "tcp", "h", 80))), out);
    assertThat(ByteBufUtil.hexDump(out))
        .isEqualTo("00000010" + "0001" + "03776562" + "03746370" + "0168" + "0050" + "0050");
  }

  @Test
  void reads_what_it_wrote() {
    List<Service> services = new ArrayList<>();
    for (int i = 0; i < ServiceList.MAX_SERVICES; i++) {
      services.add(new Service("s" + i, "http", "host-" + i, 1 + i));
    }
    ByteBuf out = Unpooled.buffer();
    ServiceList.encode(ServiceOffer.of(services), out);
    assertThat(out.readInt()).isEqualTo(out.readableBytes()).isLessThan(ServiceList.MAX_LENGTH);
    assertThat(ServiceList.decode(out).services()).isEqualTo(services);
  }

  @Test
  void rates_travel_with_the_services() {
    List<Service> services =
        List.of(new Service("web", "tcp", "h", 80), new Service("ssh", "ssh", "h", 22));
    Map<String, Rate> rates = Map.of("ssh", new Rate(8_000), "web", new Rate(1_000_000_000_000L));
    ByteBuf out = Unpooled.buffer();
    ServiceList.encode(new ServiceOffer(services, rates), out);
    out.skipBytes(ServiceList.LENGTH_FIELD);
    assertThat(ServiceList.decode(out)).isEqualTo(new ServiceOffer(services, rates));
  }

  @Test
  void random_bytes_are_refused_and_nothing_else_is_thrown() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      byte[] junk = new byte[random.nextInt(60)];
      random.nextBytes(junk);
      if (junk.length > 1) {
        junk[0] = 0;
        junk[1] = (byte) (1 + random.nextInt(3));
      }
      assertThatThrownBy(() -> ServiceList.decode(Unpooled.wrappedBuffer(junk)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void control_characters_of_a_peer_never_reach_the_terminal() {
    ByteBuf in = Unpooled.buffer();
    in.writeShort(1);
    ServiceList.text("web", in);
    ServiceList.text("tcp", in);
    ServiceList.text("\u001b[2J", in);
    in.writeShort(80);
    in.writeShort(80);
    assertThatThrownBy(() -> ServiceList.decode(in))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a host: '?[2J'");
  }
}
