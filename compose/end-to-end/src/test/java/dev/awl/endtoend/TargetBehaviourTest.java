package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A target behaves through the hole as it does to a client beside it. */
@Lab
@Timeout(120)
class TargetBehaviourTest {
  @TempDir static Path home;
  @AutoClose private static SharedServices services;

  @BeforeAll
  static void open() {
    services =
        new SharedServices(
            home,
            "many=tcp://127.0.0.1:7000-7004",
            "refused=tcp://127.0.0.1:7100?connect=60s",
            "filtered=tcp://127.0.0.1:7200?connect=4s",
            "half=tcp://127.0.0.1:7300");
  }

  @AfterEach
  void stop() {
    services.stop();
  }

  @Test
  void every_port_of_a_range_leads_to_its_own() {
    String program = Program.path("services/echo_many.py");
    services.startTcp(7003, Program.PYTHON, program, "serve", "127.0.0.1", "7003");
    int first = services.port("many");
    assertThat(services.use("%s %s use 127.0.0.1 %d 10", Program.PYTHON, program, first + 3))
        .contains("10 of 10");
    assertThat(behaviour(services.access(), first + 2, 3)).startsWith("closed");
  }

  @Test
  void refused_target_closes_at_once_here_as_there() {
    assertThat(behaviour(services.inner(), 7100, 30)).as("directly").startsWith("closed");
    assertThat(behaviour(services.access(), services.port("refused"), 30))
        .as("through Awl, and not after connect=60s")
        .startsWith("closed");
  }

  @Test
  void filtered_target_is_silent_here_as_there_until_its_time_is_over() {
    services
        .inner()
        .filter(
            """
            table ip filtered {
              chain input {
                type filter hook input priority filter;
                tcp dport 7200 drop
              }
            }
            """);
    int port = services.port("filtered");
    assertThat(behaviour(services.inner(), 7200, 2)).as("directly").isEqualTo("silence 2");
    assertThat(behaviour(services.access(), port, 2)).as("through Awl").isEqualTo("silence 2");
    assertThat(behaviour(services.access(), port, 30))
        .as("connect=4s; a busy machine is late")
        .matches("closed ([4-9]|1[0-9])");
  }

  private static String behaviour(Host from, int port, int seconds) {
    return from.run(
            SharedServices.LIMIT,
            Program.PYTHON,
            Program.path("services/behaviour.py"),
            "127.0.0.1",
            "" + port,
            "" + seconds)
        .strip();
  }

  @Test
  void half_closed_target_is_heard_and_hears_on_here_as_there() throws InterruptedException {
    String program = Program.path("services/half_closed.py");
    CountDownLatch heard = new CountDownLatch(2);
    services.start(
        line -> {
          if (line.equals("heard 200000")) {
            heard.countDown();
          }
        },
        Program.PYTHON,
        program,
        "serve",
        "127.0.0.1",
        "7300");
    Ports.awaitTcp(services.inner(), 7300, SharedServices.LIMIT);
    for (Host from : List.of(services.inner(), services.access())) {
      String port = from == services.inner() ? "7300" : "" + services.port("half");
      assertThat(
              from.run(SharedServices.LIMIT, Program.PYTHON, program, "use", "127.0.0.1", port)
                  .strip())
          .isEqualTo("got 100000");
    }
    assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
