package dev.awl.peer.path;

import dev.awl.peer.punch.Path;
import dev.awl.wire.Machine;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.MappedAddress;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import dev.awl.wire.stun.transaction.RetransmitSchedule;
import dev.awl.wire.stun.transaction.TransactionTable;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The Binding requests that left by the peer's socket and wait for an answer: probes of sessions,
 * and requests for our mapped address. On the socket's event loop.
 */
final class BindingRequests {

  /** Asked a STUN server: 0, 150, 450, 1050, 2250 ms; given up after 3.75 s. */
  private static final RetransmitSchedule ASK_SERVER =
      new RetransmitSchedule(
          Duration.ofMillis(150), Duration.ofMillis(1200), 5, Duration.ofMillis(1500));

  /** A probe is not repeated by itself; its answer is remembered this long. */
  private static final RetransmitSchedule ONE_PROBE =
      new RetransmitSchedule(
          Duration.ofSeconds(4), Duration.ofSeconds(4), 1, Duration.ofSeconds(4));

  private static final int MAX_TRANSACTIONS = 4096;

  private final SecureRandom random = new SecureRandom();
  private final TransactionTable<Asked> asked = new TransactionTable<>(MAX_TRANSACTIONS);
  private final Channel channel;
  private final DeadlineTimer timer;

  /** Who waits for an answer: a session for its probe, or a caller for its mapped address. */
  private record Asked(
      InetSocketAddress server, TransactionId id, @Nullable Path path, Answers answers) {}

  /** Takes what came of a question. */
  interface Answers {
    /** An answer from {@code path}; {@code raw} is borrowed. */
    void answered(Path path, StunMessage answer, ByteBuf raw, long roundTripNanos);

    /** Nothing came. */
    void unanswered();
  }

  BindingRequests(Channel channel) {
    this.channel = channel;
    this.timer = new DeadlineTimer(channel.eventLoop(), this::handleTimeout);
  }

  /** Asks a STUN server for the mapped address; null to {@code answer} when nothing came back. */
  void askMappedAddress(InetSocketAddress server, Consumer<@Nullable InetSocketAddress> answer) {
    Answers answers =
        new Answers() {
          @Override
          public void answered(Path path, StunMessage message, ByteBuf raw, long roundTripNanos) {
            answer.accept(mappedAddress(message));
          }

          @Override
          public void unanswered() {
            answer.accept(null);
          }
        };
    Asked question = new Asked(server, TransactionId.random(random), null, answers);
    if (note(question, ASK_SERVER)) {
      sendBinding(question);
    } else {
      answer.accept(null);
    }
  }

  private static @Nullable InetSocketAddress mappedAddress(StunMessage message) {
    XorMappedAddress xor = message.find(XorMappedAddress.class);
    if (xor != null) {
      return xor.address();
    }
    MappedAddress plain = message.find(MappedAddress.class);
    return plain == null ? null : plain.address();
  }

  private void sendBinding(Asked question) {
    ByteBuf out = channel.alloc().buffer(32);
    StunEncoder.encode(StunMessage.request(StunMethod.BINDING, question.id), out);
    var unused =
        channel.writeAndFlush(new DatagramPacket(out, question.server), channel.voidPromise());
  }

  /** Notes a probe that a session sends on {@code path}; null when too many are out. */
  @Nullable TransactionId noteProbe(Path path, Answers answers) {
    Asked question = new Asked(path.remote(), TransactionId.random(random), path, answers);
    return note(question, ONE_PROBE) ? question.id : null;
  }

  private boolean note(Asked question, RetransmitSchedule schedule) {
    if (!asked.start(Monotonic.now(), question.id, question, schedule)) {
      return false;
    }
    timer.at(asked.deadline());
    return true;
  }

  /**
   * Takes an answer to whom it is for. It counts only from where the question went: nobody else can
   * make a path.
   *
   * @return whether it was asked for
   */
  boolean answered(Path path, StunMessage message, ByteBuf raw) {
    Asked question = asked.peek(message.id());
    boolean ours =
        question != null
            && question.server.equals(path.remote())
            && (question.path == null || question.path.equals(path));
    TransactionTable.Completed<Asked> done = ours ? asked.complete(message.id()) : null;
    if (done == null) {
      return false;
    }
    long roundTrip = Monotonic.now() - done.startedAt();
    done.context().answers.answered(path, message, raw, roundTrip);
    return true;
  }

  /** Nobody waits for the answers to these any more. */
  void forget(Answers who) {
    asked.cancelIf(question -> question.answers == who);
  }

  private void handleTimeout() {
    asked.handleTimeout(
        Monotonic.now(),
        question -> {
          if (question.path == null) {
            sendBinding(question);
          }
        },
        question -> question.answers.unanswered());
    if (asked.deadline() != Machine.NEVER) {
      timer.at(asked.deadline());
    }
  }

  void close() {
    timer.cancel();
  }
}
