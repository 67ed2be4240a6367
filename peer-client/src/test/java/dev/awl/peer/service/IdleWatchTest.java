package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.timeout.IdleStateEvent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A control connection's idle time-out, in time that does not pass by itself. */
class IdleWatchTest {

  private long moved;
  private int told;
  private final EmbeddedChannel control = new EmbeddedChannel();

  IdleWatchTest() {
    control.freezeTime();
    control
        .pipeline()
        .addLast(
            new IdleWatch(Duration.ofSeconds(10), () -> moved),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                told += event instanceof IdleStateEvent ? 1 : 0;
              }
            });
  }

  @AfterEach
  void close() {
    control.finishAndReleaseAll();
  }

  private void pass(int seconds) {
    control.advanceTimeBy(seconds, TimeUnit.SECONDS);
    control.runScheduledPendingTasks();
  }

  @Test
  void silent_control_connection_is_told_of_after_its_time() {
    pass(9);
    assertThat(told).isZero();
    pass(1);
    assertThat(told).isEqualTo(1);
  }

  @Test
  void it_is_kept_while_its_data_connection_moves_and_not_for_longer() {
    for (int i = 0; i < 360; i++) {
      moved += 1;
      pass(10);
    }
    assertThat(told).as("an hour of a transfer").isZero();
    pass(20);
    assertThat(told).as("twice the time after its end, at the latest").isPositive();
  }

  @Test
  void data_connection_that_stands_still_keeps_nothing() {
    moved = 500;
    pass(10);
    assertThat(told).isZero();
    pass(10);
    assertThat(told).isEqualTo(1);
  }
}
