package dev.awl.peer.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Through two real ends: what leaves and what is counted as dropped are all that was sent. */
@Timeout(60)
class FrameQueueTest {

  private static final int SIZE = 1000;

  private PeerPair pair;
  private final AtomicInteger dropped = new AtomicInteger();
  private final List<Integer> arrived = new ArrayList<>(); // on the listener's loop

  @BeforeEach
  void open() throws Exception {
    pair = new PeerPair().open().awaitReady();
    pair.dialer.run(
        () ->
            pair.dialer.channel.countDroppedFrames(
                FrameKind.UDP_TO_SERVICE, dropped::incrementAndGet));
    pair.listener.run(
        () -> pair.listener.channel.acceptFrames(FrameKind.UDP_TO_SERVICE, new Arrivals()));
  }

  @AfterEach
  void close() {
    pair.close();
  }

  private final class Arrivals implements FrameHandler {
    @Override
    public void frame(ByteBuf frame) {
      arrived.add(frame.readInt());
    }

    @Override
    public void batchOver() {}
  }

  /** Sends frames of these numbers, some with each flush. */
  private void send(int from, int to, int flushed) {
    pair.dialer.run(
        () -> {
          for (int i = from; i < to; i++) {
            ByteBuf frame = Unpooled.directBuffer(SIZE);
            frame.writeByte(FrameKind.UDP_TO_SERVICE.code()).writeInt(i).writeZero(SIZE - 5);
            pair.dialer.channel.sendFrame(frame);
            if ((i + 1) % flushed == 0) {
              pair.dialer.channel.flushFrames();
            }
          }
          pair.dialer.channel.flushFrames();
        });
  }

  private List<Integer> arrived() {
    return pair.listener.call(() -> List.copyOf(arrived));
  }

  private void awaitSettled(int sent) throws InterruptedException {
    for (int i = 0; arrived().size() + dropped.get() < sent && i < 500; i++) {
      pair.dialer.loop.schedule(() -> {}, 20, TimeUnit.MILLISECONDS).sync();
    }
  }

  @Test
  void none_is_dropped_where_the_path_is_fast_enough() throws Exception {
    for (int i = 0; i < 2000; i += 50) {
      send(i, i + 50, 10);
      awaitSettled(i + 50);
    }
    assertThat(dropped).hasValue(0);
    assertThat(arrived()).hasSize(2000).isSorted();
  }

  @Test
  void what_a_slow_path_has_no_room_for_is_counted_and_the_newest_arrive() throws Exception {
    pair.wire.delay(300);
    send(0, 3000, 7);
    assertThat(dropped.get()).as("at once").isPositive();
    awaitSettled(3000);
    List<Integer> got = arrived();
    assertThat(got.size() + dropped.get()).isEqualTo(3000);
    assertThat(got).isSorted().doesNotHaveDuplicates();
    assertThat(got.subList(got.size() - 192, got.size())).first().isEqualTo(3000 - 192);
  }

  @Test
  void batch_larger_than_the_queue_does_not_wait_for_its_flush() throws Exception {
    send(0, 400, 400);
    awaitSettled(400);
    assertThat(arrived().size() + dropped.get()).isEqualTo(400);
    assertThat(arrived()).as("what fits both queues, and a window").hasSizeGreaterThan(256);
  }

  @Test
  void what_waits_when_the_channel_ends_is_dropped_and_counted() throws Exception {
    pair.wire.swallow(true);
    send(0, 1000, 10);
    int before = dropped.get();
    pair.dialer.run(() -> pair.dialer.channel.close());
    pair.dialer.channel.closeFuture().sync();
    assertThat(pair.dialer.call(dropped::get)).isEqualTo(before + 192);
  }

  @Test
  void frames_for_a_channel_that_is_closed_are_counted() {
    pair.dialer.run(() -> pair.dialer.channel.close());
    send(0, 3, 1);
    assertThat(dropped).hasValue(3);
  }
}
