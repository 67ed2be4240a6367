package dev.awl.endtoend;

import java.net.DatagramPacket;
import java.net.InetAddress;
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
import org.ice4j.ice.IceProcessingState;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.RemoteCandidate;
import org.ice4j.ice.harvest.TurnCandidateHarvester;
import org.ice4j.security.LongTermCredential;

/**
 * A program for the lab: two of Jitsi's ICE agents, which know nothing but each other's relayed
 * address, connect and send a message. {@code IceAgents RELAY USER PASSWORD}
 */
final class IceAgents {
  private static final int PATIENCE_SECONDS = 20;

  private final TransportAddress relay;
  private final LongTermCredential who;
  private final List<Agent> agents = new ArrayList<>();

  private IceAgents(String relay, String user, String password) {
    this.relay = new TransportAddress(relay, 3478, Transport.UDP);
    this.who = new LongTermCredential(user, password);
  }

  public static void main(String[] arguments) throws Exception {
    System.setProperty("ice4j.software", "");
    System.setProperty("ice4j.harvest.mapping.aws.enabled", "false");
    new IceAgents(arguments[0], arguments[1], arguments[2]).connect();
    System.exit(0); // the agents' threads are no daemons
  }

  private void connect() throws Exception {
    Component left = gather(true);
    Component right = gather(false);
    System.out.println("relayed " + relayedOf(left) + " and " + relayedOf(right));
    introduce(left, right);
    introduce(right, left);
    CountDownLatch connected = new CountDownLatch(agents.size());
    for (Agent each : agents) {
      each.addStateChangeListener(
          change -> {
            if (change.getNewValue() == IceProcessingState.COMPLETED) {
              connected.countDown();
            }
          });
      each.startConnectivityEstablishment();
    }
    if (!connected.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the agents did not connect");
    }
    byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
    left.send(hello, 0, hello.length);
    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
    right.getSocket().setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    right.getSocket().receive(packet);
    System.out.println(
        left.getSelectedPair().getRemoteCandidate().getType()
            + " "
            + new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
  }

  private Component gather(boolean controlling) throws Exception {
    Agent agent = new Agent();
    agents.add(agent);
    agent.setControlling(controlling);
    agent.addCandidateHarvester(new TurnCandidateHarvester(relay, who));
    return agent.createComponent(agent.createMediaStream("data"), 40_000, 40_000, 40_100);
  }

  private static List<InetAddress> relayedOf(Component component) {
    return component.getLocalCandidates().stream()
        .filter(each -> each.getType() == CandidateType.RELAYED_CANDIDATE)
        .map(each -> each.getTransportAddress().getAddress())
        .toList();
  }

  private static void introduce(Component to, Component other) {
    Agent agent = other.getParentStream().getParentAgent();
    to.getParentStream().setRemoteUfrag(agent.getLocalUfrag());
    to.getParentStream().setRemotePassword(agent.getLocalPassword());
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
}
