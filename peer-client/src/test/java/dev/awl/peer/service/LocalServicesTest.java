package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.awl.wire.rendezvous.PeerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** The access side follows the inner side's list; permissions and options of the services. */
@Timeout(120)
class LocalServicesTest {

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final AtomicReference<BoundListener> newest = new AtomicReference<>();
  private ServicePair pair;
  private LocalServices ports;

  @BeforeEach
  void open() throws Exception {
    pair = new ServicePair();
    pair.peers.listener.call(
        () -> {
          InetSocketAddress anywhere = new InetSocketAddress("127.0.0.1", 0);
          ports = new LocalServices(pair.user, service -> anywhere, new Events());
          return ports.refresh();
        });
    assertThat(next()).isEqualTo("opened web");
  }

  @AfterEach
  void close() throws Exception {
    pair.close();
  }

  private final class Events implements LocalServices.Listener {
    @Override
    public void opened(BoundListener port) {
      newest.set(port);
      events.add("opened " + port.service().name());
    }

    @Override
    public void changed(BoundListener port) {
      events.add("changed " + port.service().name());
    }

    @Override
    public void closed(BoundListener port) {
      events.add("closed " + port.service().name());
    }

    @Override
    public void failed(Service service, String why) {
      events.add("failed " + service.name());
    }
  }

  private String next() throws InterruptedException {
    return events.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void port_comes_and_goes_with_its_service() throws Exception {
    pair.share(SharedService.of(pair.service), ServiceSpec.parse("dns=udp://127.0.0.1:5353"));
    assertThat(next()).isEqualTo("opened dns");
    pair.share(ServiceSpec.parse("dns=udp://127.0.0.1:5353"));
    assertThat(next()).isEqualTo("closed web");
    pair.share(ServiceSpec.parse("dns=tcp://127.0.0.1:5353")); // the same name for something else
    assertThat(List.of(next(), next())).containsExactly("closed dns", "opened dns");
  }

  @Test
  void service_that_comes_back_gets_the_port_that_it_had() throws Exception {
    InetSocketAddress had = newest.get().address();
    pair.share();
    assertThat(next()).isEqualTo("closed web");
    pair.share(SharedService.of(pair.service));
    assertThat(next()).isEqualTo("opened web");
    assertThat(newest.get().address()).isEqualTo(had);
  }

  @Test
  void service_that_comes_back_gets_another_port_when_its_own_is_taken() throws Exception {
    InetSocketAddress had = newest.get().address();
    pair.share();
    assertThat(next()).isEqualTo("closed web");
    try (ServerSocket taken = new ServerSocket(had.getPort(), 1, had.getAddress())) {
      pair.share(SharedService.of(pair.service));
      assertThat(next()).isEqualTo("opened web");
      assertThat(newest.get().address().getPort()).isNotEqualTo(taken.getLocalPort());
    }
  }

  @Test
  void port_stays_when_the_target_changes_and_connections_of_before_go_on() throws Exception {
    BoundListener port = newest.get();
    try (Socket user = ServicePair.connect(port);
        Socket service = pair.accept();
        ServerSocket other = new ServerSocket(0, 1, pair.target.getInetAddress())) {
      ServicePair.pass(service, user);
      pair.share(SharedService.of(new Service("web", "tcp", "127.0.0.1", other.getLocalPort())));
      assertThat(next()).isEqualTo("changed web");
      try (Socket moved = ServicePair.connect(port);
          Socket elsewhere = other.accept()) {
        ServicePair.pass(elsewhere, moved, 2);
      }
      ServicePair.pass(service, user, 3);
    }
  }

  @Test
  void range_is_one_service_with_a_port_each() throws Exception {
    try (ServerSocket first = new ServerSocket(0, 1, pair.target.getInetAddress())) {
      int port = first.getLocalPort() - 2;
      pair.share(ServiceSpec.parse("many=tcp://127.0.0.1:" + port + "-" + (port + 2)));
      assertThat(List.of(next(), next())).contains("closed web", "opened many");
      BoundListener range = newest.get();
      assertThat(range.lastPort()).isEqualTo(range.address().getPort() + 2);
      try (Socket user = new Socket("127.0.0.1", range.lastPort());
          Socket service = first.accept()) {
        ServicePair.pass(service, user, 7);
      }
    }
  }

  @Test
  void service_for_others_is_not_there_and_ends_for_whom_it_was() throws Exception {
    PeerId user = pair.peers.listener.identity.id();
    PeerId other = pair.peers.dialer.identity.id();
    SharedService web = SharedService.of(pair.service);
    BoundListener port = newest.get();
    try (Socket open = ServicePair.connect(port);
        Socket service = pair.accept()) {
      ServicePair.pass(service, open);
      pair.share(web.only(Set.of(user, other)));
      service.getOutputStream().write(2);
      assertThat(open.getInputStream().read()).as("still allowed").isEqualTo(2);
      pair.share(web.only(Set.of(other)));
      assertThatThrownBy(() -> open.getInputStream().read()).isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> service.getInputStream().read()).isInstanceOf(SocketException.class);
    }
    assertThat(next()).isEqualTo("closed web");
  }

  @Test
  void what_a_peer_may_not_use_is_logged_once_and_looks_as_if_it_were_not_there() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Refusals.class);
    log.start();
    logger.addAppender(log);
    try {
      pair.share(SharedService.of(pair.service).only(Set.of(pair.peers.dialer.identity.id())));
      assertThat(next()).isEqualTo("closed web");
      BoundListener insisting = pair.listen(pair.service);
      BoundListener inventing = pair.listen(new Service("none", "tcp", "h", 1));
      for (BoundListener each : List.of(insisting, insisting, insisting, inventing)) {
        try (Socket user = ServicePair.connect(each)) {
          assertThatThrownBy(() -> user.getInputStream().read())
              .isInstanceOf(SocketException.class);
        }
      }
    } finally {
      logger.detachAppender(log);
    }
    assertThat(List.copyOf(log.list)).hasSize(2);
    assertThat(log.list.get(0).getFormattedMessage())
        .contains("asked for 'web'")
        .contains(pair.peers.listener.identity.id().brief());
  }

  @Test
  void target_on_ipv6_learns_an_ipv4_users_address() throws Exception {
    try (ServerSocket six = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
      DialOptions telling = new DialOptions(Duration.ofSeconds(5), Duration.ZERO, true);
      Service web = new Service("web", "tcp", "::1", six.getLocalPort());
      pair.share(SharedService.of(web).dialled(telling));
      assertThat(next()).isEqualTo("changed web");
      try (Socket user = ServicePair.connect(newest.get());
          Socket service = six.accept()) {
        assertThat(java.util.HexFormat.of().formatHex(service.getInputStream().readNBytes(52)))
            .isEqualTo(
                "0d0a0d0a000d0a515549540a"
                    + "21210024"
                    + "00000000000000000000ffff7f000001"
                    + "00000000000000000000000000000001"
                    + String.format("%04x", user.getLocalPort())
                    + String.format("%04x", six.getLocalPort()));
      }
    }
  }

  @Test
  void connection_over_which_nothing_goes_is_reset_when_that_is_wanted() throws Exception {
    DialOptions impatient = new DialOptions(Duration.ofSeconds(5), Duration.ofMillis(400), false);
    pair.share(SharedService.of(pair.service).dialled(impatient));
    try (Socket user = ServicePair.connect(newest.get());
        Socket service = pair.accept()) {
      assertThat(service.isConnected()).isTrue();
      assertThatThrownBy(() -> user.getInputStream().read()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void target_learns_the_users_address_by_a_proxy_header() throws Exception {
    DialOptions telling = new DialOptions(Duration.ofSeconds(5), Duration.ZERO, true);
    pair.share(SharedService.of(pair.service).dialled(telling));
    try (Socket user = ServicePair.connect(newest.get());
        Socket service = pair.accept()) {
      user.getOutputStream().write("hi".getBytes());
      byte[] header = service.getInputStream().readNBytes(28);
      // proxy-protocol.txt, section 2.2: signature, version 2 and PROXY, TCP over IPv4, 12 bytes.
      assertThat(java.util.HexFormat.of().formatHex(header))
          .isEqualTo(
              "0d0a0d0a000d0a515549540a"
                  + "2111000c"
                  + "7f0000017f000001"
                  + String.format("%04x", user.getLocalPort())
                  + String.format("%04x", pair.target.getLocalPort()));
      assertThat(service.getInputStream().readNBytes(2)).isEqualTo("hi".getBytes());
    }
  }
}
