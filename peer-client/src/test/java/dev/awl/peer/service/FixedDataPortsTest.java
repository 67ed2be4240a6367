package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Services whose data ports have the same numbers at both ends. */
@Timeout(120)
class FixedDataPortsTest {

  /** Its ports are other ports than those of the target's address. */
  private static final String HERE = "127.0.0.2";

  private ServicePair pair;
  private ServerSocket data;
  private Service service;

  @BeforeEach
  void open() throws Exception {
    pair = new ServicePair();
    data = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    data.setSoTimeout(30_000);
    service =
        new Service("nas", "ftp-fixed", "127.0.0.1", pair.target.getLocalPort())
            .withData(new PortRange(data.getLocalPort(), data.getLocalPort()));
    pair.share(SharedService.of(service));
  }

  @AfterEach
  void close() throws Exception {
    data.close();
    pair.close();
  }

  private BoundListener listen() throws Exception {
    return pair.peers
        .listener
        .call(() -> pair.user.listen(service, new InetSocketAddress(HERE, 0)))
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  void control_goes_to_any_port_and_data_to_the_same_one() throws Exception {
    BoundListener listener = listen();
    try (Socket control = ServicePair.connect(listener);
        Socket atControl = pair.accept();
        Socket user = new Socket(HERE, data.getLocalPort());
        Socket atData = data.accept()) {
      atControl.getOutputStream().write('c');
      atData.getOutputStream().write('d');
      assertThat(control.getInputStream().read()).isEqualTo('c');
      assertThat(user.getInputStream().read()).isEqualTo('d');
    }
  }

  @Test
  void data_port_that_is_taken_is_one_line_that_says_what_to_do() throws Exception {
    int port = data.getLocalPort();
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName(HERE))) {
      assertThat(taken.isBound()).isTrue();
      assertThatThrownBy(this::listen)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(ServiceException.class)
          .hasMessage(
              "cannot listen on %s:%d for nas: it is in use or not ours, and FTP data needs %d-%d"
                      .formatted(HERE, port, port, port)
                  + " here as there; end what uses it, choose another address with"
                  + " --map nas=ADDR:PORT, or give the server other ports");
    }
    assertThat(listen().address().getPort()).as("when it is free again").isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "nas=ftps-passthrough://nas:21?data=40000-40010, ftps-passthrough, 11",
    "nas=ftp-fixed://nas:21?idle=5m&data=40000-40009, ftp-fixed, 10"
  })
  void one_line_shares_control_and_data(String text, String protocol, int ports) {
    Service shared = ServiceSpec.parse(text).service();
    assertThat(shared.protocol()).isEqualTo(protocol);
    assertThat(shared.ports()).isEqualTo(1);
    assertThat(shared.listeners()).isEqualTo(1 + ports);
    assertThat(shared.port(1)).isEqualTo(40000);
    assertThat(shared).hasToString(text.replace("idle=5m&", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftps-passthrough://nas:21",
        "ftps-passthrough://nas:21?data=40000-40003",
        "ftps-passthrough://nas:21?data=80-100",
        "ftps-passthrough://nas:21?data=40000-41000",
        "ftps-passthrough://nas:40005?data=40000-40010",
        "tcp://nas:21?data=40000-40010"
      })
  void says_in_one_line_what_is_wrong(String text) {
    assertThatThrownBy(() -> ServiceSpec.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void travels_in_the_list() {
    List<Service> services =
        List.of(new Service("a", "tcp", "h", 1), service, new Service("b", "tcp", "h", 2));
    ByteBuf out = Unpooled.buffer();
    ServiceList.encode(ServiceOffer.of(services), out);
    out.skipBytes(ServiceList.LENGTH_FIELD);
    assertThat(ServiceList.decode(out).services()).isEqualTo(services);
  }
}
