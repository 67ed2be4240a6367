package dev.awl.relay.server;

import static dev.awl.relay.server.FakeRelay.PEER;
import static dev.awl.relay.server.FakeRelay.UDP;
import static dev.awl.relay.server.RequestRow.REQUESTS;
import static dev.awl.relay.server.RequestRow.SILENCE;
import static dev.awl.relay.server.RequestRow.SUCCESS;
import static dev.awl.relay.server.RequestRow.fresh;
import static dev.awl.wire.stun.StunMethod.ALLOCATE;
import static dev.awl.wire.stun.StunMethod.BINDING;
import static dev.awl.wire.stun.StunMethod.CONNECT;
import static dev.awl.wire.stun.StunMethod.CREATE_PERMISSION;
import static dev.awl.wire.stun.StunMethod.DATA;
import static dev.awl.wire.stun.StunMethod.REFRESH;
import static dev.awl.wire.stun.StunMethod.SEND;
import static dev.awl.wire.stun.StunMethod.SHARED_SECRET;

import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.UnknownAttribute;
import dev.awl.wire.stun.attribute.XorPeerAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Datagrams that are no requests, or none that anybody knows, and exactly what each one gets. */
class BrokenMessageTest {

  @TestFactory
  List<DynamicTest> what_is_no_message_gets_no_answer() {
    return List.of(
        fresh("nothing", SILENCE, r -> r.answer(Unpooled.EMPTY_BUFFER)),
        fresh("nineteen bytes", SILENCE, r -> r.answer(Unpooled.wrappedBuffer(new byte[19]))),
        broken("a length that is not the datagram's", SILENCE, bytes -> bytes.setShort(2, 12)),
        broken("cut off in the middle", SILENCE, bytes -> bytes.writerIndex(30)),
        broken("an unknown method", SILENCE, bytes -> bytes.setShort(0, 0x00FF)),
        broken("a classic Allocate", SILENCE, bytes -> bytes.setInt(4, 42)),
        fresh(
            "a wrong fingerprint",
            SILENCE,
            r -> {
              ByteBuf bytes = FakeRelay.encode(r.bare(ALLOCATE, UDP), Protection.FINGERPRINT);
              return r.answer(bytes.setByte(bytes.writerIndex() - 1, 0x55));
            }));
  }

  @TestFactory
  List<DynamicTest> attribute_of_a_wrong_length_is_a_bad_request() {
    return List.of(
        broken("an attribute longer than the message", 400, bytes -> bytes.setShort(22, 400)),
        broken("a transport of two bytes", 400, bytes -> bytes.setShort(22, 2)),
        raw("an address family that does not exist", ALLOCATE, 0x0017, 9, 0, 0, 0),
        raw("a peer address of three bytes", CREATE_PERMISSION, 0x0012, 0, 1, 0),
        raw("a lifetime of one byte", REFRESH, 0x000D, 1),
        raw("a token of four bytes", ALLOCATE, 0x0022, 1, 2, 3, 4));
  }

  /** An Allocate request after some harm. */
  private static DynamicTest broken(String what, int expected, Consumer<ByteBuf> harm) {
    return fresh(
        what,
        expected,
        r -> {
          ByteBuf bytes = FakeRelay.encode(r.bare(ALLOCATE, UDP), Protection.NONE);
          harm.accept(bytes);
          return r.answer(bytes);
        });
  }

  /** A request whose one attribute has this type and value. */
  private static DynamicTest raw(String what, StunMethod method, int type, int... value) {
    byte[] bytes = new byte[value.length];
    for (int i = 0; i < value.length; i++) {
      bytes[i] = (byte) value[i];
    }
    return fresh(what, 400, r -> r.unprotected(r.bare(method, new UnknownAttribute(type, bytes))));
  }

  @TestFactory
  List<DynamicTest> what_is_no_request_gets_no_answer() {
    TransactionId id = TransactionId.random(new Random());
    return List.of(
        fresh(
            "a response", SILENCE, r -> r.unprotected(StunMessage.success(r.bare(ALLOCATE, UDP)))),
        fresh(
            "an Allocate indication",
            SILENCE,
            r -> r.unprotected(StunMessage.indication(ALLOCATE, id))),
        fresh(
            "a Send indication without allocation",
            SILENCE,
            r -> r.unprotected(StunMessage.indication(SEND, id, new XorPeerAddress(PEER)))));
  }

  @TestFactory
  Stream<DynamicTest> attribute_that_must_be_understood_and_is_not_is_named() {
    UnknownAttribute required = new UnknownAttribute(0x0033, new byte[4]);
    UnknownAttribute optional = new UnknownAttribute(0xC033, new byte[4]);
    return Stream.concat(
        REQUESTS.stream()
            .map(
                method ->
                    fresh(
                        method + " with an unknown attribute", 420, r -> r.ask(method, required))),
        Stream.of(
            fresh(
                "Binding with an unknown attribute",
                420,
                r -> r.unprotected(r.bare(BINDING, required))),
            fresh("an unknown attribute that may be ignored", SUCCESS, r -> r.allocate(optional))));
  }

  @TestFactory
  Stream<DynamicTest> what_is_an_indication_or_of_another_rfc_is_no_request() {
    return Stream.of(SEND, DATA, CONNECT, SHARED_SECRET)
        .map(method -> fresh(method + " as a request", 400, r -> r.ask(method)));
  }
}
