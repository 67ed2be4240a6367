package dev.awl.peer.service;

import io.netty.channel.Channel;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Users whose connections the peer has not answered yet. While there is no path to it they wait,
 * which is logged at once; a path may come back. Those for whom none comes in time are refused. No
 * more than there may be users; on the event loop.
 */
final class UnansweredUsers {

  /** A peer that has moved is there again within some 10 s; one that was killed has no path. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final RefusedUsers log;
  private final Duration patience;
  private final Map<Channel, User> users = new LinkedHashMap<>();
  private @Nullable String away;

  UnansweredUsers(RefusedUsers log, Duration patience) {
    this.log = log;
    this.patience = patience;
  }

  /**
   * From here to the answer, or the end of the connection.
   *
   * @param refuse ends it for this reason, and logs it
   */
  void add(Service service, Channel tcp, Consumer<String> refuse) {
    User user = new User(service, tcp, refuse);
    users.put(tcp, user);
    tcp.closeFuture().addListener(closed -> answered(tcp));
    String why = away;
    if (why != null) {
      user.await(why);
    }
  }

  void answered(Channel tcp) {
    User user = users.remove(tcp);
    if (user != null) {
      user.goOn();
    }
  }

  /** There is no path to the peer from now on. */
  void pathLost(String peer) {
    if (away == null) {
      String since = LocalTime.now(ZoneId.systemDefault()).format(CLOCK);
      String why = peer + " is away since " + since;
      away = why;
      List.copyOf(users.values()).forEach(each -> each.await(why));
    }
  }

  /** There is one again, or another channel. */
  void pathFound() {
    away = null;
    users.values().forEach(User::goOn);
  }

  /** One of them. */
  private final class User {
    private final Service service;
    private final Channel tcp;
    private final Consumer<String> refuse;
    private @Nullable Future<?> limit;

    User(Service service, Channel tcp, Consumer<String> refuse) {
      this.service = service;
      this.tcp = tcp;
      this.refuse = refuse;
    }

    void await(String why) {
      log.waits(service, tcp.remoteAddress(), why);
      limit =
          tcp.eventLoop()
              .schedule(
                  () -> {
                    if (users.remove(tcp, this)) {
                      refuse.accept(why);
                    }
                  },
                  patience.toMillis(),
                  TimeUnit.MILLISECONDS);
    }

    void goOn() {
      if (limit != null) {
        limit.cancel(false);
        limit = null;
      }
    }
  }
}
