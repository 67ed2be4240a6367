package dev.awl.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.rendezvous.RegistrationCommand.CloseRoute;
import dev.awl.rendezvous.RegistrationCommand.OpenRoute;
import dev.awl.wire.Machine;
import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.SessionId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class OutstandingOffersTest {

  private static final long LIFETIME = OutstandingOffers.LIFETIME.toNanos();

  private final Queue<RegistrationCommand> commands = new ArrayDeque<>();
  private final OutstandingOffers offers = new OutstandingOffers(commands);

  private static AnswerRoute route(int number) {
    byte[] session = new byte[SessionId.LENGTH];
    session[0] = (byte) number;
    PeerId peer = PeerId.ofHash(new byte[32]);
    return new AnswerRoute(peer, peer, SessionId.of(session));
  }

  private List<RegistrationCommand> commands() {
    List<RegistrationCommand> all = List.copyOf(commands);
    commands.clear();
    return all;
  }

  @Test
  void lets_the_oldest_give_way() {
    for (int i = 0; i < OutstandingOffers.MAX; i++) {
      offers.add(i, route(i));
    }
    offers.add(100, route(0)); // again: now it is the newest
    assertThat(commands()).hasSize(OutstandingOffers.MAX).hasOnlyElementsOfType(OpenRoute.class);

    offers.add(101, route(99));

    assertThat(commands()).containsExactly(new OpenRoute(route(99)), new CloseRoute(route(1)));
  }

  @Test
  void expires_each_in_its_time() {
    offers.add(1, route(1));
    offers.add(2, route(2));
    offers.add(3, route(1));
    commands();

    assertThat(offers.deadline()).isEqualTo(2 + LIFETIME);
    offers.expire(2 + LIFETIME);
    assertThat(commands()).containsExactly(new CloseRoute(route(2)));
    offers.expire(3 + LIFETIME);
    assertThat(commands()).containsExactly(new CloseRoute(route(1)));
    assertThat(offers.deadline()).isEqualTo(Machine.NEVER);
  }

  @Test
  void closes_a_route_once() {
    offers.add(1, route(1));
    offers.remove(route(1));
    offers.remove(route(1));
    offers.remove(route(2));
    offers.clear();

    assertThat(commands()).containsExactly(new OpenRoute(route(1)), new CloseRoute(route(1)));
  }
}
