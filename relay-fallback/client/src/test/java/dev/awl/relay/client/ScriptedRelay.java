package dev.awl.relay.client;

import dev.awl.wire.stun.MessageIntegrity;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.attribute.ErrorCode;
import dev.awl.wire.stun.attribute.Lifetime;
import dev.awl.wire.stun.attribute.Nonce;
import dev.awl.wire.stun.attribute.Realm;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import dev.awl.wire.stun.attribute.XorRelayedAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A client machine under fake time, and the answers a test wants it to get. */
final class ScriptedRelay {

  static final InetSocketAddress RELAYED = new InetSocketAddress("203.0.113.1", 50_000);
  static final InetSocketAddress MAPPED = new InetSocketAddress("203.0.113.9", 40_000);
  static final RelayCredentials ALICE = new RelayCredentials("alice", "wonder");

  final RelayClient client;
  final List<RelayCommand> told = new ArrayList<>();
  final List<StunMessage> requests = new ArrayList<>();
  long now;
  String nonce = "nonce-1";

  ScriptedRelay(boolean stream) {
    client = new RelayClient(ALICE, stream, new Random(1));
  }

  /** A client that has its allocation. */
  static ScriptedRelay allocated() {
    ScriptedRelay relay = new ScriptedRelay(false);
    relay.happens(new RelayEvent.Start());
    relay.challenge(401);
    relay.succeed(new XorRelayedAddress(RELAYED), new XorMappedAddress(MAPPED), new Lifetime(600));
    relay.requests.clear();
    relay.told.clear();
    return relay;
  }

  void happens(RelayEvent event) {
    client.handle(now, event);
    drain();
  }

  private void drain() {
    RelayCommand command;
    while ((command = client.poll()) != null) {
      if (command instanceof RelayCommand.Transmit transmit) {
        requests.add(transmit.message());
      } else {
        told.add(command);
      }
    }
  }

  /** Lets time pass without an answer, stopping at each deadline as a shell does. */
  void silence(Duration duration) {
    long end = now + duration.toNanos();
    while (client.deadline() <= end) {
      now = Math.max(now, client.deadline());
      client.handleTimeout(now);
      drain();
    }
    now = end;
  }

  /** Lets time pass while the relay grants everything. */
  void generosity(Duration duration) {
    long end = now + duration.toNanos();
    while (client.deadline() <= end && !client.state().isOver()) {
      now = Math.max(now, client.deadline());
      client.handleTimeout(now);
      drain();
      for (int i = requests.size(); i > 0; i--) {
        StunMessage request = requests.remove(0);
        answered.add(request.method());
        answer(StunMessage.success(request, new Lifetime(600)), password("wonder"));
      }
    }
    now = end;
  }

  final List<StunMethod> answered = new ArrayList<>();

  StunMessage last() {
    return requests.get(requests.size() - 1);
  }

  void challenge(int code) {
    answer(
        StunMessage.error(last(), new ErrorCode(code, ""), new Realm("awl"), new Nonce(nonce)),
        Protection.NONE);
  }

  void refuse(int code, StunAttribute... more) {
    List<StunAttribute> attributes = new ArrayList<>(List.of(new ErrorCode(code, "no")));
    attributes.addAll(List.of(more));
    answer(StunMessage.error(last(), attributes.toArray(StunAttribute[]::new)), password("wonder"));
  }

  void succeed(StunAttribute... attributes) {
    answer(StunMessage.success(last(), attributes), password("wonder"));
  }

  static Protection password(String password) {
    MessageIntegrity sha1 = MessageIntegrity.SHA1;
    return Protection.of(sha1, sha1.longTermKey("alice", "awl", password));
  }

  void answer(StunMessage message, Protection protection) {
    ByteBuf bytes = Unpooled.buffer();
    StunEncoder.encode(message, bytes, protection);
    happens(new RelayEvent.Received(bytes));
  }

  String failure() {
    return told.stream()
        .filter(RelayCommand.Failed.class::isInstance)
        .map(each -> ((RelayCommand.Failed) each).reason())
        .findFirst()
        .orElse("");
  }
}
