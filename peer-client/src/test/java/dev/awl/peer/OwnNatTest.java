package dev.awl.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.identity.Identity;
import dev.awl.peer.path.PathPolicy;
import dev.awl.peer.path.PathPreference;
import dev.awl.peer.path.Transport;
import dev.awl.peer.service.Limits;
import dev.awl.stunserver.StunServer;
import dev.awl.stunserver.StunServerSettings;
import dev.awl.wire.nat.NatLabel;
import dev.awl.wire.nat.NatReport;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Detection by a real STUN server on loopback, which is behind no NAT. */
@Timeout(60)
class OwnNatTest {

  private final BlockingQueue<NatReport> found = new LinkedBlockingQueue<>();
  private final Transport transport = Transport.best();
  private final EventLoop loop = transport.group().next();
  private StunServer server;
  private OwnNat nat;

  @BeforeEach
  void opens() throws Exception {
    server =
        StunServer.start(
            StunServerSettings.on(InetAddress.getByName("127.0.0.1"))
                .alternate(InetAddress.getByName("127.0.0.2"))
                .ports(0, 0));
    PeerSettings settings =
        new PeerSettings(
            URI.create("ws://127.0.0.1:1"),
            Identity.generate(),
            transport,
            new InetSocketAddress("127.0.0.1", 0),
            Trust.of(Set.of()),
            List.of(),
            Limits.NONE,
            PathPolicy.always(PathPreference.AUTO),
            false,
            true);
    nat = new OwnNat(loop, settings, found::add);
  }

  @AfterEach
  void closes() throws Exception {
    onLoop(nat::close);
    server.close();
    transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).await(30, TimeUnit.SECONDS);
  }

  private void onLoop(Runnable task) throws Exception {
    loop.submit(task).get(30, TimeUnit.SECONDS);
  }

  private void mappedTo(String address) throws Exception {
    onLoop(() -> nat.mappedTo(new InetSocketAddress(address, 4000)));
  }

  private NatLabel next() throws InterruptedException {
    NatReport report = found.poll(30, TimeUnit.SECONDS);
    assertThat(report).as("detection ends").isNotNull();
    return report.label();
  }

  @Test
  void nat_is_detected_once_and_again_behind_another_address() throws Exception {
    List<InetSocketAddress> stun = List.of(server.addresses().get(0));
    onLoop(() -> nat.detectWith(stun));
    mappedTo("198.51.100.1");
    assertThat(next()).isEqualTo(NatLabel.OPEN);

    onLoop(() -> nat.detectWith(stun)); // registered again
    mappedTo("198.51.100.1");
    mappedTo("203.0.113.1");
    assertThat(next()).isEqualTo(NatLabel.OPEN);
    assertThat(found).as("once for each address").isEmpty();
  }
}
