package dev.awl.peer.registration;

import static dev.awl.peer.registration.Links.ALICE;
import static dev.awl.peer.registration.Links.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.registration.Events.Disconnected;
import dev.awl.peer.registration.Events.TooLate;
import dev.awl.wire.rendezvous.RendezvousMessage.NotFound;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection that neither end has closed and that carries nothing any more. */
@Timeout(60)
class SilentConnectionTest {
  @AutoClose private final Links links = new Links();

  @Test
  void is_noticed_by_the_next_request_and_opened_anew() throws Exception {
    try (Forwarder way = new Forwarder(links.server().addresses().get(0))) {
      Events events = new Events();
      RendezvousLink link = links.open(way.uri(), ALICE, events);
      events.next(Welcome.class);
      link.check();
      link.lookup(BOB.id());
      assertThat(events.next(NotFound.class).peer()).isEqualTo(BOB.id());

      way.silence();
      link.lookup(BOB.id());
      var late = events.tooLateAfter(Duration.ofSeconds(7), links.loop());
      assertThat(events.next(Disconnected.class).reason()).contains("no answer for 3 s");
      events.next(Welcome.class);
      if (!late.cancel(false)) {
        events.next(TooLate.class); // but later than what was waited for
      }

      link.lookup(BOB.id());
      assertThat(events.next(NotFound.class).peer()).isEqualTo(BOB.id());
    }
  }
}
