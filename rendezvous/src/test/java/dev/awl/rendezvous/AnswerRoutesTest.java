package dev.awl.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.rendezvous.SessionId;
import org.junit.jupiter.api.Test;

class AnswerRoutesTest {

  private final AnswerRoutes routes = new AnswerRoutes();
  private final TestPeer caller = new TestPeer();
  private final TestPeer callee = new TestPeer();
  private final SessionId session = SessionId.random();
  private final AnswerRoute route = new AnswerRoute(caller.id(), callee.id(), session);

  private Directory.Entry connection(long number) {
    return new Directory.Entry("local", number, caller.key());
  }

  @Test
  void leads_back_until_closed() {
    routes.open(route, connection(1));
    assertThat(routes.find(route)).contains(connection(1));

    routes.close(route, connection(1));
    assertThat(routes.find(route)).isEmpty();
    assertThat(routes.size()).isZero();
  }

  @Test
  void is_for_the_one_who_was_called_and_that_session_only() {
    routes.open(route, connection(1));

    TestPeer third = new TestPeer();
    assertThat(routes.find(new AnswerRoute(caller.id(), third.id(), session))).isEmpty();
    assertThat(routes.find(new AnswerRoute(third.id(), callee.id(), session))).isEmpty();
    assertThat(routes.find(new AnswerRoute(caller.id(), callee.id(), SessionId.random())))
        .isEmpty();
  }

  @Test
  void closes_its_own_connections_routes_only() {
    routes.open(route, connection(1));
    routes.open(route, connection(2));

    routes.close(route, connection(1));

    assertThat(routes.find(route)).contains(connection(2));
  }
}
