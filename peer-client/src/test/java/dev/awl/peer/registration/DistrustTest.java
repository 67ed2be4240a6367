package dev.awl.peer.registration;

import static dev.awl.peer.registration.Links.ALICE;
import static dev.awl.peer.registration.Links.BOB;
import static dev.awl.peer.registration.Links.LOOPBACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.identity.Identity;
import dev.awl.peer.registration.Events.Disconnected;
import dev.awl.rendezvous.RendezvousServer;
import dev.awl.wire.rendezvous.ErrorCode;
import dev.awl.wire.rendezvous.RendezvousMessage.Refused;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What neither side believes of the other. */
@Timeout(60)
class DistrustTest {
  @AutoClose private final Links links = new Links();

  @Test
  void speaks_tls_and_refuses_a_certificate_that_it_does_not_trust() throws Exception {
    Identity ofServer = Identity.generate();
    SslContext tls =
        SslContextBuilder.forServer(ofServer.privateKey(), ofServer.certificate())
            .sslProvider(SslProvider.JDK)
            .build();
    try (RendezvousServer secure = Links.start(Links.settings().withTls(tls))) {
      URI uri = URI.create(Links.uri(secure).toString().replace("ws:", "wss:"));
      Events trusting = new Events();
      SslContext pinned =
          SslContextBuilder.forClient()
              .trustManager(ofServer.certificate())
              .endpointIdentificationAlgorithm("")
              .build();
      links.add(
          RendezvousLink.open(
              links.loop(), ServerUri.of(uri), ALICE, true, trusting, pinned, Standby.INTERVAL));
      trusting.next(Welcome.class);

      Events doubting = new Events();
      links.open(uri, BOB, doubting);
      assertThat(doubting.next(Disconnected.class).reason())
          .endsWith(
              ": TLS failed: its certificate is not signed by an authority that this system trusts;"
                  + " check its address");

      Events misled = new Events();
      SslContext named = SslContextBuilder.forClient().trustManager(ofServer.certificate()).build();
      links.add(
          RendezvousLink.open(
              links.loop(), ServerUri.of(uri), BOB, true, misled, named, Standby.INTERVAL));
      assertThat(misled.next(Disconnected.class).reason())
          .contains("TLS failed: its certificate is for another name");
    }
  }

  @Test
  void does_not_believe_a_key_that_is_not_the_peers() throws Exception {
    try (HostileServer hostile = new HostileServer(LOOPBACK)) {
      Events events = new Events();
      RendezvousLink link = links.open(hostile.uri(), ALICE, events);
      events.next(Welcome.class);

      link.lookup(BOB.id());

      Refused refused = events.next(Refused.class);
      assertThat(refused.code()).isEqualTo(ErrorCode.BAD_MESSAGE);
      assertThat(refused.peer()).isEqualTo(BOB.id());
    }
  }

  @Test
  void closes_the_connection_of_who_sends_garbage_or_too_much() throws Exception {
    for (String text :
        List.of("garbage", "{\"type\":\"x\",\"y\":\"" + "z".repeat(70_000) + "\"}")) {
      try (BareWebSocket socket = new BareWebSocket(links.server().addresses().get(0))) {
        socket.send(text);
        assertThat(socket.untilClosed()).isNotNull();
      }
    }
    links.registered(ALICE, new Events());
    links.server().close(); // what is counted after a connection closed is counted now
    assertThat(links.server().counts().malformed()).isEqualTo(2);
  }
}
