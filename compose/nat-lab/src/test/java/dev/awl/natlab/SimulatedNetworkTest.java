package dev.awl.natlab;

import static dev.awl.natlab.NatTest.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.Machine;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class SimulatedNetworkTest {

  private static final InetSocketAddress SERVER = at("198.51.100.1:3478");
  private static final InetSocketAddress LEFT = at("10.0.0.2:4000");
  private static final InetSocketAddress RIGHT = at("10.0.0.2:5000");

  /** Sends to one address every 100 ms and remembers what it hears. */
  private static final class Pinger implements Machine<Datagram, Datagram> {
    private final InetSocketAddress self;
    private final InetSocketAddress target;
    private final List<Datagram> heard = new ArrayList<>();
    private final Queue<Datagram> out = new ArrayDeque<>();
    private long next;

    Pinger(InetSocketAddress self, InetSocketAddress target) {
      this.self = self;
      this.target = target;
    }

    @Override
    public void handle(long now, Datagram datagram) {
      heard.add(datagram);
    }

    @Override
    public void handleTimeout(long now) {
      if (now >= next) {
        out.add(new Datagram(self, target, new byte[] {1}));
        next = now + Duration.ofMillis(100).toNanos();
      }
    }

    @Override
    public Datagram poll() {
      return out.poll();
    }

    @Override
    public long deadline() {
      return next;
    }
  }

  /** Answers every packet from where it came to. */
  private static final class Echo implements Machine<Datagram, Datagram> {
    private final List<Datagram> heard = new ArrayList<>();
    private final Queue<Datagram> out = new ArrayDeque<>();

    @Override
    public void handle(long now, Datagram datagram) {
      heard.add(datagram);
      out.add(new Datagram(datagram.destination(), datagram.source(), datagram.payload()));
    }

    @Override
    public void handleTimeout(long now) {}

    @Override
    public Datagram poll() {
      return out.poll();
    }

    @Override
    public long deadline() {
      return NEVER;
    }
  }

  @Test
  void a_server_sees_the_mapped_address_and_the_answer_returns_inside() {
    SimulatedNetwork network = new SimulatedNetwork(1);
    Echo server = new Echo();
    Pinger client = new Pinger(LEFT, SERVER);
    network.attach(SERVER.getAddress(), server);
    network.attach(LEFT.getAddress(), nat(NatType.PC, "203.0.113.11:1"), client);

    assertThat(network.run(() -> !client.heard.isEmpty(), Duration.ofSeconds(1))).isTrue();
    assertThat(server.heard.get(0).source()).isEqualTo(at("203.0.113.11:4000"));
    assertThat(client.heard.get(0).destination()).isEqualTo(LEFT);
    assertThat(network.now()).as("two trips of 10 ms").isEqualTo(20_000_000);
  }

  @Test
  void two_port_restricted_peers_open_each_other() {
    assertThat(meet(NatType.PC, NatType.PC)).isTrue();
  }

  @Test
  void a_symmetric_peer_and_a_port_restricted_one_do_not_meet() {
    assertThat(meet(NatType.SN, NatType.PC)).isFalse();
  }

  /** Both send to where the other one's port would be preserved: hole punching, bare. */
  private static boolean meet(NatType left, NatType right) {
    SimulatedNetwork network = new SimulatedNetwork(3);
    Pinger one = new Pinger(LEFT, at("203.0.113.12:5000"));
    Pinger two = new Pinger(RIGHT, at("203.0.113.11:4000"));
    network.attach(LEFT.getAddress(), nat(left, "203.0.113.11:1"), one);
    network.attach(RIGHT.getAddress(), nat(right, "203.0.113.12:1"), two);
    return network.run(() -> !one.heard.isEmpty() && !two.heard.isEmpty(), Duration.ofSeconds(5));
  }

  @Test
  void hosts_behind_one_nat_reach_each_other_unmapped() {
    SimulatedNetwork network = new SimulatedNetwork(1);
    Nat nat = nat(NatType.SN, "203.0.113.11:1");
    Pinger one = new Pinger(LEFT, at("10.0.0.9:6000"));
    Echo other = new Echo();
    network.attach(LEFT.getAddress(), nat, one);
    network.attach(at("10.0.0.9:1").getAddress(), nat, other);
    assertThat(network.run(() -> !one.heard.isEmpty(), Duration.ofSeconds(1))).isTrue();
    assertThat(other.heard.get(0).source()).isEqualTo(LEFT);
    assertThat(nat.size()).isZero();
  }

  @Test
  void loses_the_share_it_was_told_and_repeats_with_the_seed() {
    long first = lostOfThousand(42);
    assertThat(first).isBetween(220L, 280L).isEqualTo(lostOfThousand(42));
  }

  private static long lostOfThousand(long seed) {
    SimulatedNetwork network = new SimulatedNetwork(seed);
    network.setLoss(0.25);
    network.setDelay(Duration.ofMillis(5), Duration.ofMillis(20));
    Pinger client = new Pinger(LEFT, SERVER);
    network.attach(LEFT.getAddress(), client);
    network.run(() -> network.sent() == 1000, Duration.ofMinutes(5));
    return network.lost();
  }

  private static Nat nat(NatType type, String external) {
    return new Nat(type, at(external).getAddress(), 7);
  }
}
