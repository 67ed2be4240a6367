package dev.awl.relay.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.relay.client.RelayCredentials;
import dev.awl.relay.client.RelaySession;
import dev.awl.wire.AddressText;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator may do to a relay while clients use it. */
class RelayControlTest {

  private static final PeerRanges LOOPBACK = PeerRanges.allowing("127.0.0.0/8");
  private static final RelayUsers OLD = RelayUsers.withSecret("awl", "old");
  private static final RelayUsers NEW = RelayUsers.withSecret("awl", "new");

  private final List<SessionUnderTest> sessions = new ArrayList<>();
  private MultiThreadIoEventLoopGroup loops;
  private RelayServer relay;
  private EchoPeer peer;

  @BeforeEach
  void open() throws Exception {
    loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    relay = RelayServer.start(RelaySettings.on(any, OLD).withPeers(LOOPBACK));
    peer = EchoPeer.onPorts(1);
  }

  @AfterEach
  void close() {
    sessions.forEach(SessionUnderTest::close);
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    relay.close();
    peer.close();
  }

  private SessionUnderTest udp(String user, String secret) {
    return kept(
        SessionUnderTest.overUdp(
            loops.next(), relay.addresses().get(0), credentials(user, secret)));
  }

  private SessionUnderTest tcp(String user, String secret) {
    return kept(
        SessionUnderTest.overTcp(
            loops.next(), relay.addresses().get(0), credentials(user, secret)));
  }

  private SessionUnderTest kept(SessionUnderTest session) {
    sessions.add(session);
    return session;
  }

  private static RelayCredentials credentials(String user, String secret) {
    String name = Instant.now().plusSeconds(600).getEpochSecond() + ":" + user;
    return new RelayCredentials(name, Authenticator.timeLimitedPassword(secret, name));
  }

  private void echo(SessionUnderTest session, String text) throws Exception {
    session.send(peer.address(), text);
    assertThat(session.nextReceived()).isEqualTo(peer.address().getPort() + " " + text);
  }

  @Test
  void lists_who_uses_it_and_how() throws Exception {
    SessionUnderTest session = udp("carol", "old");
    InetSocketAddress relayed = session.relayedAddress();
    session.permit(peer.address().getAddress());
    echo(session, "hello");

    assertThat(relay.control().sessions())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.user()).isEqualTo("carol");
              assertThat(each.transport()).isEqualTo("udp");
              assertThat(each.relayed()).containsExactly(relayed);
              assertThat(each.peers()).isEqualTo(1);
              assertThat(each.bytesToPeers()).isEqualTo(5);
              assertThat(each.bytesToClient()).isEqualTo(5);
              assertThat(each.expiresInSeconds()).isBetween(500L, 600L);
            });
  }

  @Test
  void a_kicked_user_loses_every_allocation_and_nobody_else_does() throws Exception {
    SessionUnderTest stream = tcp("carol", "old");
    SessionUnderTest datagrams = udp("carol", "old");
    SessionUnderTest other = udp("dave", "old");
    for (SessionUnderTest each : List.of(stream, datagrams, other)) {
      each.relayedAddress();
      each.permit(peer.address().getAddress());
    }

    assertThat(relay.control().kick("carol")).hasSize(2);

    assertThat(stream.failed.get(30, TimeUnit.SECONDS)).contains("closed the connection");
    datagrams.send(peer.address(), "does anybody hear me");
    assertThat(datagrams.failed.get(30, TimeUnit.SECONDS)).contains("allocation lost");
    echo(other, "still here");
    assertThat(relay.control().sessions()).hasSize(1);
    assertThat(relay.control().kick("carol")).isEmpty();
  }

  @Test
  void one_allocation_is_kicked_by_its_relayed_address() throws Exception {
    udp("carol", "old").relayedAddress();
    InetSocketAddress second = udp("carol", "old").relayedAddress();

    assertThat(relay.control().kick(AddressText.of(second))).hasSize(1);
    assertThat(relay.control().sessions()).hasSize(1);
  }

  @Test
  void a_new_secret_takes_over_and_standing_allocations_go_on() throws Exception {
    SessionUnderTest standing = udp("carol", "old");
    standing.relayedAddress();

    relay.control().reload(NEW, LOOPBACK, RelayQuotas.DEFAULT);

    standing.permit(peer.address().getAddress());
    echo(standing, "as before");
    assertThat(udp("dave", "new").relayedAddress()).isNotNull();
    assertThat(udp("eve", "old").failed.get(30, TimeUnit.SECONDS)).contains("refused");
  }

  @Test
  void a_range_that_is_forbidden_ends_channels_at_once() throws Exception {
    SessionUnderTest session = udp("carol", "old");
    session.relayedAddress();
    session.permit(peer.address().getAddress());
    session.run(each -> each.bindChannel(peer.address()));
    echo(session, "allowed");

    relay.control().reload(OLD, PeerRanges.NONE, RelayQuotas.DEFAULT);

    // The permission is for the address, which lent ports of this relay share; the channel ends.
    session.send(peer.address(), "forbidden");
    session.send(session.relayedAddress(), "to itself, allowed");
    assertThat(session.nextReceived()).endsWith("to itself, allowed");
    assertThat(relay.control().sessions()).allMatch(each -> each.channels() == 0);
    assertThat(relay.counters().bytesToPeers()).isEqualTo(25);
  }

  @Test
  void new_quotas_hold_for_what_comes_next() throws Exception {
    udp("carol", "old").relayedAddress();

    relay.control().reload(OLD, LOOPBACK, RelayQuotas.DEFAULT.withAllocations(1, 10));

    assertThat(udp("carol", "old").failed.get(30, TimeUnit.SECONDS)).contains("486");
    assertThat(udp("dave", "old").relayedAddress()).isNotNull();
  }

  @Test
  void draining_refuses_new_ones_and_ends_with_the_last() throws Exception {
    SessionUnderTest last = udp("carol", "old");
    last.relayedAddress();

    CompletableFuture<Void> drained = relay.control().drain();

    assertThat(udp("dave", "old").failed.get(30, TimeUnit.SECONDS)).contains("508");
    last.permit(peer.address().getAddress());
    echo(last, "goes on");
    assertThat(drained).isNotDone();
    last.run(RelaySession::close);
    drained.get(30, TimeUnit.SECONDS);
  }

  @Test
  void without_allocations_there_is_nothing_to_drain() {
    assertThat(relay.control().drain()).isCompleted();
  }

  @Test
  void counters_name_no_user() throws Exception {
    SessionUnderTest session = udp("carol", "old");
    session.relayedAddress();
    session.permit(peer.address().getAddress());
    echo(session, "four");

    assertThat(relay.prometheus())
        .contains("\nawl_relay_allocations 1\n")
        .contains("\nawl_relay_bytes_total{to=\"peers\"} 4\n")
        .doesNotContain("carol");
  }
}
