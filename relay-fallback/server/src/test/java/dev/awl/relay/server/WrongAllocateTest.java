package dev.awl.relay.server;

import static dev.awl.relay.server.FakeRelay.PEER;
import static dev.awl.relay.server.RequestRow.SUCCESS;
import static dev.awl.relay.server.RequestRow.allocated;
import static dev.awl.relay.server.RequestRow.fresh;
import static dev.awl.relay.server.RequestRow.on;
import static dev.awl.wire.stun.StunMethod.ALLOCATE;
import static dev.awl.wire.stun.StunMethod.REFRESH;

import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.AdditionalAddressFamily;
import dev.awl.wire.stun.attribute.AddressFamily;
import dev.awl.wire.stun.attribute.EvenPort;
import dev.awl.wire.stun.attribute.Lifetime;
import dev.awl.wire.stun.attribute.RequestedAddressFamily;
import dev.awl.wire.stun.attribute.RequestedTransport;
import dev.awl.wire.stun.attribute.ReservationToken;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Allocate and Refresh requests that cannot be granted, and exactly what each one gets. */
class WrongAllocateTest {
  private static final RequestedAddressFamily V4 = new RequestedAddressFamily(AddressFamily.IPV4);
  private static final RequestedAddressFamily V6 = new RequestedAddressFamily(AddressFamily.IPV6);
  private static final AdditionalAddressFamily AND_V4 =
      new AdditionalAddressFamily(AddressFamily.IPV4);
  private static final AdditionalAddressFamily AND_V6 =
      new AdditionalAddressFamily(AddressFamily.IPV6);
  private static final ReservationToken TOKEN = new ReservationToken(1);

  @TestFactory
  List<DynamicTest> allocate_of_something_else_than_udp() {
    return List.of(
        fresh("Allocate without transport", 400, r -> r.ask(ALLOCATE)),
        fresh("Allocate for TCP", 442, r -> r.ask(ALLOCATE, new RequestedTransport(6))),
        fresh("Allocate for protocol 0", 442, r -> r.ask(ALLOCATE, new RequestedTransport(0))));
  }

  @TestFactory
  List<DynamicTest> allocate_of_what_does_not_go_together() {
    return List.of(
        fresh("Allocate for IPv6 where there is none", 440, r -> r.allocate(V6)),
        fresh("both family attributes", 400, r -> r.allocate(V4, AND_V6)),
        fresh("IPv4 as additional family", 400, r -> r.allocate(AND_V4)),
        fresh(
            "additional family with a port pair", 400, r -> r.allocate(AND_V6, new EvenPort(true))),
        fresh("token with even port", 400, r -> r.allocate(TOKEN, new EvenPort(false))),
        fresh("token with family", 400, r -> r.allocate(TOKEN, V4)),
        fresh("token that nobody issued", 508, r -> r.allocate(TOKEN)));
  }

  @TestFactory
  List<DynamicTest> allocate_where_nothing_is_left() {
    return List.of(
        fresh(
            "no port left",
            508,
            r -> {
              r.ports.left = 0;
              return r.allocate();
            }),
        fresh(
            "no second port left for a pair",
            508,
            r -> {
              r.ports.left = 1;
              return r.allocate(new EvenPort(true));
            }),
        on(
            () -> new FakeRelay(RelayQuotas.DEFAULT.withAllocations(1, 10)),
            "more allocations than a user may have",
            486,
            WrongAllocateTest::allocateAgainElsewhere),
        on(
            () -> new FakeRelay(RelayQuotas.DEFAULT.withAllocations(1, 1)),
            "more allocations than the server has",
            508,
            r -> {
              r.allocate();
              return r.as("bob", "build").from(PEER).allocate();
            }));
  }

  private static StunMessage allocateAgainElsewhere(FakeRelay relay) {
    relay.allocate();
    return relay.from(PEER).allocate();
  }

  @TestFactory
  List<DynamicTest> second_allocate_on_a_five_tuple() {
    return List.of(
        allocated("a second Allocate on the five-tuple", 437, r -> r.allocate()),
        allocated("a second Allocate by somebody else", 437, r -> r.as("bob", "build").allocate()));
  }

  @TestFactory
  List<DynamicTest> refresh_needs_something_to_refresh() {
    return List.of(
        fresh("Refresh without allocation", 437, r -> r.refresh(600)),
        fresh("Refresh to end nothing", 437, r -> r.refresh(0)),
        allocated("Refresh for another family", 443, r -> r.ask(REFRESH, V6)),
        allocated(
            "Refresh after the end of life",
            437,
            r -> {
              r.later(Duration.ofMinutes(10));
              return r.refresh(600);
            }),
        allocated(
            "Refresh after a release",
            437,
            r -> {
              r.refresh(0);
              return r.refresh(600);
            }),
        allocated("lifetime 0", SUCCESS, r -> r.ask(REFRESH, new Lifetime(0))));
  }
}
