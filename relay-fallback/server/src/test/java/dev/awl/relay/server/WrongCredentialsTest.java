package dev.awl.relay.server;

import static dev.awl.relay.server.FakeRelay.PEER;
import static dev.awl.relay.server.FakeRelay.UDP;
import static dev.awl.relay.server.RequestRow.REQUESTS;
import static dev.awl.relay.server.RequestRow.SUCCESS;
import static dev.awl.relay.server.RequestRow.allocated;
import static dev.awl.relay.server.RequestRow.fresh;
import static dev.awl.relay.server.RequestRow.on;
import static dev.awl.wire.stun.StunMethod.ALLOCATE;

import dev.awl.wire.stun.MessageIntegrity;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.attribute.Nonce;
import dev.awl.wire.stun.attribute.Realm;
import dev.awl.wire.stun.attribute.Username;
import dev.awl.wire.stun.attribute.XorPeerAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Requests of who has no right to them, and exactly what each one gets. */
class WrongCredentialsTest {

  @TestFactory
  Stream<DynamicTest> every_method_demands_credentials() {
    return REQUESTS.stream()
        .flatMap(
            method ->
                Stream.of(
                    fresh(
                        method + " without credentials",
                        401,
                        r -> r.unprotected(r.bare(method, UDP))),
                    fresh(
                        method + " with credentials but no integrity",
                        401,
                        r -> r.unprotected(r.request(method, UDP)))));
  }

  @TestFactory
  List<DynamicTest> challenge_never_makes_an_attack_larger() {
    return List.of(
        fresh(
            "20 bytes, whose challenge would still fit", 401, r -> r.unprotected(r.bare(ALLOCATE))),
        on(
            () -> new FakeRelay(RelayQuotas.DEFAULT, "relay.example.org"),
            "20 bytes, whose challenge would be too large",
            400,
            r -> r.unprotected(r.bare(ALLOCATE))));
  }

  @TestFactory
  List<DynamicTest> integrity_demands_user_realm_and_nonce() {
    Username user = new Username("alice");
    Realm realm = new Realm(FakeRelay.REALM);
    return List.of(
        fresh(
            "integrity without user name",
            400,
            r -> r.signed(r.bare(ALLOCATE, UDP, realm, new Nonce(r.nonce)))),
        fresh(
            "integrity without realm",
            400,
            r -> r.signed(r.bare(ALLOCATE, UDP, user, new Nonce(r.nonce)))),
        fresh("integrity without nonce", 400, r -> r.signed(r.bare(ALLOCATE, UDP, user, realm))),
        fresh(
            "integrity by SHA-256, which was not offered",
            401,
            r ->
                r.answer(
                    FakeRelay.encode(
                        r.request(ALLOCATE, UDP),
                        Protection.of(
                            MessageIntegrity.SHA256,
                            MessageIntegrity.SHA256.longTermKey("alice", "awl", "wonder"))))));
  }

  @TestFactory
  List<DynamicTest> user_password_and_realm_must_be_right() {
    return List.of(
        fresh("wrong password", 401, r -> r.as("alice", "guess").allocate()),
        fresh("unknown user", 401, r -> r.as("mallory", "wonder").allocate()),
        fresh(
            "key of another realm",
            401,
            r -> {
              r.realm = "elsewhere";
              return r.allocate();
            }),
        allocated(
            "right user, wrong password, on an existing allocation",
            401,
            r -> r.as("alice", "guess").refresh(600)));
  }

  @TestFactory
  List<DynamicTest> nonce_must_be_fresh_and_the_clients_own() {
    return List.of(
        fresh("nonce that nobody issued", 438, r -> r.withNonce("0123456789abcdef").allocate()),
        fresh("nonce that is no base64", 438, r -> r.withNonce("!").allocate()),
        fresh(
            "nonce of yesterday",
            438,
            r -> {
              r.now += Duration.ofHours(1).toNanos();
              return r.allocate();
            }),
        fresh(
            "nonce issued to another address",
            438,
            r -> r.withNonce(r.core.nonces().issue(r.now, PEER)).allocate()),
        fresh(
            "nonce replayed from another address",
            438,
            r -> {
              String issued = r.nonce;
              return r.from(PEER).withNonce(issued).allocate();
            }));
  }

  @TestFactory
  List<DynamicTest> time_limited_name_holds_for_its_time_under_either_secret() {
    return List.of(
        fresh(
            "time-limited name that has expired",
            401,
            r -> {
              String carol = carol(r, -1);
              return r.as(carol, password("new secret", carol)).allocate();
            }),
        fresh(
            "time-limited name whose time was changed",
            401,
            r -> r.as(carol(r, 9999), password("new secret", carol(r, 1))).allocate()),
        fresh(
            "time-limited name under the secret before rotation",
            SUCCESS,
            r -> {
              String carol = carol(r, 9999);
              return r.as(carol, password("old secret", carol)).allocate();
            }));
  }

  /** A name that is good for so many seconds. */
  private static String carol(FakeRelay relay, long seconds) {
    return relay.wallClock.plusSeconds(seconds).getEpochSecond() + ":carol";
  }

  private static String password(String secret, String name) {
    return Authenticator.timeLimitedPassword(secret, name);
  }

  @TestFactory
  Stream<DynamicTest> allocation_obeys_its_own_user_alone() {
    return REQUESTS.stream()
        .filter(method -> method != ALLOCATE)
        .map(
            method ->
                allocated(
                    method + " of another user on this five-tuple",
                    441,
                    r -> r.as("bob", "build").ask(method, new XorPeerAddress(PEER))));
  }
}
