package dev.awl.relay.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.relay.client.RelayCredentials;
import dev.awl.relay.client.RelaySession;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our client through our server. */
class RelaySessionTest extends RelaySessionScenarios {

  private static final String SECRET = "shared with the rendezvous";

  private RelayServer relay;

  @BeforeEach
  void startRelay() throws IOException {
    relay = relayWith(PeerRanges.allowing("127.0.0.0/8"));
  }

  private static RelayServer relayWith(PeerRanges peers) throws IOException {
    var users = new RelayUsers("awl", List.of(SECRET), Map.of(GOOD.username(), GOOD.password()));
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return RelayServer.start(
        RelaySettings.on(any, users).withPeers(peers).withTls(any, certificate.server()));
  }

  @AfterEach
  void stopRelay() {
    relay.close();
  }

  @Override
  InetSocketAddress server() {
    return relay.addresses().get(0);
  }

  @Override
  InetSocketAddress tlsServer() {
    return relay.tlsAddress();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void time_limited_credentials_open_an_allocation(Way way) throws Exception {
    String username = Instant.now().plusSeconds(600).getEpochSecond() + ":bob";
    String password = Authenticator.timeLimitedPassword(SECRET, username);

    assertThat(session(way, new RelayCredentials(username, password)).relayedAddress()).isNotNull();
  }

  @Test
  void expired_credentials_are_refused() throws Exception {
    String username = Instant.now().minusSeconds(1).getEpochSecond() + ":bob";
    String password = Authenticator.timeLimitedPassword(SECRET, username);
    SessionUnderTest session = session(Way.UDP, new RelayCredentials(username, password));

    assertThat(session.failed.get(SessionUnderTest.WAIT_SECONDS, TimeUnit.SECONDS))
        .contains("refused the credentials");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void a_stopped_relay_is_noticed_by_what_is_sent(Way way) throws Exception {
    SessionUnderTest session = session(way, GOOD);
    session.relayedAddress();
    session.permit(peer.address().getAddress());

    relay.close();
    session.send(peer.address(), "into the void");

    // Three seconds, as RelayClientTest has it; the next keep-alive alone would take seventeen.
    assertThat(session.failed.get(12, TimeUnit.SECONDS)).contains("relay 127.0.0.1");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void closing_a_session_gives_its_port_back(Way way) throws Exception {
    SessionUnderTest session = session(way, GOOD);
    session.relayedAddress();
    assertThat(relay.counters().allocations()).isEqualTo(1);

    session.run(RelaySession::close);

    // The next answer comes after the release has been handled: same loop, same socket or later.
    SessionUnderTest next = session(Way.TCP, GOOD);
    next.relayedAddress();
    assertThat(relay.counters().allocations()).isEqualTo(1);
  }

  @Test
  void relays_between_its_own_addresses_without_any_allowance() throws Exception {
    relay.close();
    relay = relayWith(PeerRanges.NONE);

    two_clients_talk_from_relayed_to_relayed_address(Way.UDP);
  }

  @Test
  void refuses_private_peers_without_any_allowance() throws Exception {
    relay.close();
    relay = relayWith(PeerRanges.NONE);
    SessionUnderTest session = session(Way.UDP, GOOD);
    session.relayedAddress();

    InetAddress forbidden = InetAddress.getByName("192.168.1.1");
    session.run(each -> each.permit(forbidden));

    assertThat(session.refused.poll(SessionUnderTest.WAIT_SECONDS, TimeUnit.SECONDS))
        .isEqualTo(forbidden);
    assertThat(relay.counters().refusedPeers()).isEqualTo(1);
  }

  @Test
  void serves_datagrams_from_somebody_elses_socket() throws Exception {
    relay.close();
    var users = RelayUsers.withPassword("awl", GOOD.username(), GOOD.password());
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    relay =
        RelayServer.start(
            RelaySettings.on(any, users)
                .withoutUdp()
                .withPeers(PeerRanges.allowing("127.0.0.0/8")));
    EventLoop loop = loops.next();
    Channel foreign = DatagramSockets.create(loop, any.getAddress(), 1 << 20, 1 << 20);
    foreign.pipeline().addLast(relay.datagramHandler());
    loop.register(foreign).syncUninterruptibly();
    foreign.bind(server()).syncUninterruptibly(); // UDP on the number that TCP has

    carries_data_in_indications_and_then_in_channels(Way.UDP);
    carries_data_in_indications_and_then_in_channels(Way.TCP);
    foreign.close().syncUninterruptibly();
  }

  @Test
  void a_wrong_port_fails_within_six_seconds() throws Exception {
    InetSocketAddress gone = server();
    relay.close();

    SessionUnderTest session = SessionUnderTest.overUdp(loops.next(), gone, GOOD);
    sessions.add(session);
    assertThat(session.failsWithin(Duration.ofSeconds(6)).get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(session.failed.get()).contains("no answer");
  }

  @Test
  void a_closed_tcp_port_fails_at_once() throws Exception {
    InetSocketAddress gone = server();
    relay.close();

    SessionUnderTest session = SessionUnderTest.overTcp(loops.next(), gone, GOOD);
    sessions.add(session);
    assertThat(session.failed.get(30, TimeUnit.SECONDS)).contains("cannot connect");
  }

  @Test
  void a_taken_port_is_named_in_one_line() {
    var users = RelayUsers.withSecret("awl", SECRET);
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> RelayServer.start(RelaySettings.on(server(), users))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("UDP 127.0.0.1:" + server().getPort())
        .hasMessageEndingWith("Address already in use");
  }
}
