package dev.awl.relay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.Component;
import org.ice4j.ice.IceMediaStream;
import org.ice4j.ice.IceProcessingState;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.RemoteCandidate;
import org.ice4j.ice.harvest.TurnCandidateHarvester;
import org.ice4j.security.LongTermCredential;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two ICE agents that nobody here wrote (Jitsi's) and that know only each other's relayed address
 * connect through our server.
 */
class Ice4jClientTest {

  private RelayServer server;
  private final List<Agent> agents = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    System.setProperty("ice4j.software", "");
    System.setProperty("ice4j.harvest.mapping.aws.enabled", "false");
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server =
        RelayServer.start(
            RelaySettings.on(any, RelayUsers.withPassword("awl", "alice", "wonder"))
                .withPeers(PeerRanges.allowing("0.0.0.0/0")));
  }

  @AfterEach
  void stop() {
    agents.forEach(Agent::free);
    server.close();
  }

  private Component gather(boolean controlling) throws Exception {
    Agent agent = new Agent();
    agents.add(agent);
    agent.setControlling(controlling);
    InetSocketAddress relay = server.addresses().get(0);
    agent.addCandidateHarvester(
        new TurnCandidateHarvester(
            new TransportAddress(relay.getAddress(), relay.getPort(), Transport.UDP),
            new LongTermCredential("alice", "wonder")));
    return agent.createComponent(agent.createMediaStream("data"), 40_000, 40_000, 60_000);
  }

  private static void introduce(Component to, Component other) {
    Agent agent = other.getParentStream().getParentAgent();
    IceMediaStream stream = to.getParentStream();
    stream.setRemoteUfrag(agent.getLocalUfrag());
    stream.setRemotePassword(agent.getLocalPassword());
    for (LocalCandidate each : other.getLocalCandidates()) {
      if (each.getType() == CandidateType.RELAYED_CANDIDATE) {
        to.addRemoteCandidate(
            new RemoteCandidate(
                each.getTransportAddress(),
                to,
                each.getType(),
                each.getFoundation(),
                each.getPriority(),
                null));
      }
    }
  }

  @Test
  @Timeout(60)
  void two_agents_connect_through_relayed_addresses() throws Exception {
    Component left = gather(true);
    Component right = gather(false);
    introduce(left, right);
    introduce(right, left);
    assertThat(left.getRemoteCandidateCount()).isEqualTo(1);
    assertThat(right.getRemoteCandidateCount()).isEqualTo(1);

    CountDownLatch connected = new CountDownLatch(2);
    for (Agent each : agents) {
      each.addStateChangeListener(
          change -> {
            if (change.getNewValue() == IceProcessingState.COMPLETED) {
              connected.countDown();
            }
          });
      each.startConnectivityEstablishment();
    }
    assertThat(connected.await(20, TimeUnit.SECONDS)).as("both agents completed").isTrue();
    assertThat(left.getSelectedPair().getRemoteCandidate().getType())
        .isEqualTo(CandidateType.RELAYED_CANDIDATE);

    byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
    left.send(hello, 0, hello.length);
    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
    right.getSocket().setSoTimeout(30_000);
    right.getSocket().receive(packet);
    assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
        .isEqualTo("hello");
  }
}
