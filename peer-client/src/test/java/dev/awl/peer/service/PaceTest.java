package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PaceTest {

  private final EventLoop loop = new DefaultEventLoop();

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** Reads as a TCP connection does: some time after it was told to, then at once again. */
  private final class Reader {
    private final Pace pace;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private int left;

    Reader(Pace pace, int reads) {
      this.pace = pace;
      this.left = reads;
    }

    void read() {
      if (left == 0) {
        end.complete(null);
        return;
      }
      if (pace.isOpen()) {
        loop.execute(
            () -> {
              pace.took(pace.allowance());
              left--;
              read();
            });
      } else {
        pace.await(loop, this::read);
      }
    }

    void awaitEnd() throws Exception {
      end.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void readers_get_their_turns_one_after_the_other() throws Exception {
    Pace pace = new Pace(null);
    pace.limit(Rate.parse("1MB/s"));
    final Reader greedy = new Reader(pace, Integer.MAX_VALUE);
    final Reader second = new Reader(pace, 10);
    final Reader third = new Reader(pace, 10);
    // Counted on the loop: it reads on while this thread waits for its turn.
    CompletableFuture<Integer> greedyReads =
        second.end.thenCombine(third.end, (one, other) -> Integer.MAX_VALUE - greedy.left);
    loop.execute( // in one turn: the greedy one reads hundreds of times a second
        () -> {
          greedy.read();
          second.read();
          third.read();
        });
    assertThat(greedyReads.get(20, TimeUnit.SECONDS)).isBetween(5, 40);
  }

  @Test
  void part_waits_for_the_whole_and_for_itself() throws Exception {
    Pace whole = new Pace(null);
    whole.limit(Rate.parse("100kB/s"));
    Pace limited = new Pace(whole);
    limited.limit(Rate.parse("50kB/s"));
    Reader own = new Reader(limited, 4);
    Reader other = new Reader(new Pace(whole), 4);
    loop.execute(own::read);
    loop.execute(other::read);
    own.awaitEnd();
    other.awaitEnd();
    assertThat(loop.submit(whole::isLimited).get()).isTrue();
    assertThat(loop.submit(new Pace(null)::isLimited).get()).isFalse();
  }
}
