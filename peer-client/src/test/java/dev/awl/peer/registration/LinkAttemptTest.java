package dev.awl.peer.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.rendezvous.Endpoint;
import dev.awl.wire.rendezvous.RendezvousCodec;
import dev.awl.wire.rendezvous.RendezvousMessage;
import dev.awl.wire.rendezvous.RendezvousMessage.Challenge;
import dev.awl.wire.rendezvous.RendezvousMessage.NotFound;
import dev.awl.wire.rendezvous.RendezvousMessage.Refused;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether a connection that stands carries anything; the time is the channel's own. */
class LinkAttemptTest {

  private final Ends ends = new Ends();
  private final LinkAttempt attempt =
      new LinkAttempt(ServerUri.of(URI.create("ws://192.0.2.1:3477")), Links.ALICE, true, ends);

  @AutoClose("finishAndReleaseAll")
  private final EmbeddedChannel channel = new EmbeddedChannel(attempt);

  @BeforeEach
  void register() {
    channel.freezeTime();
    receive(new Challenge(new byte[Challenge.NONCE_LENGTH]));
    TextWebSocketFrame register = channel.readOutbound();
    register.release();
    receive(new Welcome(new Endpoint("192.0.2.9", 999), List.of(), List.of(), null));
    assertThat(attempt.isRegistered()).isTrue();
  }

  @Test
  void a_check_that_is_answered_leaves_it_open() {
    attempt.check();
    answer(ping());
    pass(60);
    assertThat(ends.reasons).isEmpty();
  }

  @Test
  void a_check_that_is_not_answered_ends_it_once_and_says_so() {
    attempt.check();
    pass(2);
    assertThat(ends.reasons).isEmpty();
    pass(1);
    assertThat(ends.reasons).containsExactly("no answer for 3 s");
    pass(60);
    assertThat(ends.reasons).hasSize(1);
  }

  @Test
  void a_message_that_was_on_its_way_before_the_silence_answers_no_check() {
    attempt.check();
    receive(new NotFound(Links.BOB.id()));
    pass(3);
    assertThat(ends.reasons).containsExactly("no answer for 3 s");
  }

  @Test
  void the_second_answer_to_one_ping_answers_no_later_check() {
    attempt.check();
    ByteBuf first = ping();
    answer(first.copy());
    attempt.check();
    ping().release();
    answer(first);
    pass(3);
    assertThat(ends.reasons).containsExactly("no answer for 3 s");
  }

  @Test
  void an_answer_that_is_not_ours_is_none() {
    attempt.check();
    ping().release();
    answer(Unpooled.EMPTY_BUFFER);
    answer(Unpooled.copyInt(7));
    answer(Unpooled.copyLong(1));
    pass(3);
    assertThat(ends.reasons).hasSize(1);
  }

  @Test
  void a_check_while_one_is_on_its_way_asks_once_more_when_that_is_answered() {
    attempt.check();
    ByteBuf first = ping();
    attempt.check();
    attempt.check();
    assertThat(channel.outboundMessages()).isEmpty();
    answer(first);
    ping().release();
    assertThat(channel.outboundMessages()).isEmpty();
    pass(3);
    assertThat(ends.reasons).containsExactly("no answer for 3 s");
  }

  @Test
  void a_check_while_one_is_on_its_way_does_not_put_off_the_end() {
    attempt.check();
    ping().release();
    pass(2);
    attempt.check();
    pass(1);
    assertThat(ends.reasons).containsExactly("no answer for 3 s");
  }

  private void receive(RendezvousMessage message) {
    channel.writeInbound(new TextWebSocketFrame(RendezvousCodec.encode(message)));
  }

  private ByteBuf ping() {
    PingWebSocketFrame ping = channel.readOutbound();
    return ping.content();
  }

  private void answer(ByteBuf content) {
    channel.writeInbound(new PongWebSocketFrame(content));
  }

  private void pass(int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    long unused = channel.runScheduledPendingTasks();
  }

  /** Remembers how it ended. */
  private static final class Ends implements LinkAttempt.Owner {
    final List<String> reasons = new ArrayList<>();

    @Override
    public void welcomed(LinkAttempt attempt, Welcome welcome) {}

    @Override
    public void received(LinkAttempt attempt, RendezvousMessage message) {}

    @Override
    public void ended(LinkAttempt attempt, String reason, @Nullable Refused refusal) {
      reasons.add(reason);
    }
  }
}
