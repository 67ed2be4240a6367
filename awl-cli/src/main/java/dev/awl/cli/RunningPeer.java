package dev.awl.cli;

import dev.awl.peer.PeerClient;
import dev.awl.peer.PeerEvents;
import dev.awl.peer.PeerException;
import dev.awl.peer.PeerSettings;
import dev.awl.peer.Trust;
import dev.awl.peer.identity.Identity;
import dev.awl.peer.pairing.PairingException;
import dev.awl.peer.path.PathPolicy;
import dev.awl.peer.path.PathPreference;
import dev.awl.peer.path.Transport;
import dev.awl.peer.service.Limits;
import dev.awl.peer.service.SharedService;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A started peer and its event loop; closing gives both back. */
public final class RunningPeer implements AutoCloseable {

  /** Nothing may hang longer than this. */
  private static final long LIMIT_SECONDS = 10;

  private final PeerClient client;
  private final Transport transport;

  private RunningPeer(PeerClient client, Transport transport) {
    this.client = client;
    this.transport = transport;
  }

  /** Settings with the best transport, any UDP port, reachable, nothing shared, nobody trusted. */
  static Draft settings(URI server, Identity identity) {
    return new Draft(
        server,
        identity,
        Trust.of(Set.of()),
        List.of(),
        Limits.NONE,
        PathPolicy.always(PathPreference.AUTO),
        new InetSocketAddress(0),
        true);
  }

  /** Settings in the making. */
  record Draft(
      URI server,
      Identity identity,
      Trust trust,
      List<SharedService> services,
      Limits limits,
      PathPolicy preference,
      InetSocketAddress local,
      boolean reachable) {

    Draft trusting(Trust peers) {
      return new Draft(server, identity, peers, services, limits, preference, local, reachable);
    }

    Draft sharing(List<SharedService> shared) {
      return new Draft(server, identity, trust, shared, limits, preference, local, reachable);
    }

    Draft within(Limits most) {
      return new Draft(server, identity, trust, services, most, preference, local, reachable);
    }

    Draft preferring(PathPreference preferred) {
      return preferring(PathPolicy.always(preferred));
    }

    Draft preferring(PathPolicy preferred) {
      return new Draft(server, identity, trust, services, limits, preferred, local, reachable);
    }

    /** Only calls: the user's `awl share` with the same identity stays registered. */
    Draft onlyCalling() {
      return new Draft(server, identity, trust, services, limits, preference, local, false);
    }

    /** With this UDP address. */
    Draft on(InetSocketAddress address) {
      return new Draft(server, identity, trust, services, limits, preference, address, reachable);
    }

    PeerSettings build() {
      return new PeerSettings(
          server,
          identity,
          Transport.best(),
          local,
          trust,
          services,
          limits,
          preference,
          false,
          reachable);
    }
  }

  /**
   * Starts a peer and waits until it is registered.
   *
   * @throws AwlException when it cannot be
   */
  public static RunningPeer start(PeerSettings settings, PeerEvents events) {
    Transport transport = settings.transport();
    Future<PeerClient> starting = PeerClient.start(settings, events);
    try {
      return new RunningPeer(await(starting), transport);
    } catch (AwlException e) {
      stop(transport);
      Throwable cause = starting.cause();
      throw cause instanceof PeerException || !(cause instanceof IOException)
          ? e
          : noSocket(settings.local().getPort(), e);
    }
  }

  /** What the future brings within the limit, or its failure as a line and an exit status. */
  public static <T> T await(Future<T> future) {
    return await(future, LIMIT_SECONDS);
  }

  static <T> T await(Future<T> future, long seconds) {
    try {
      if (!future.await(seconds, TimeUnit.SECONDS)) {
        future.cancel(false);
        throw new AwlException(
            ExitCode.FAILED, "timeout", "no answer within " + seconds + " s; try again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AwlException(ExitCode.FAILED, "interrupted", "interrupted", e);
    }
    if (!future.isSuccess()) {
      throw explain(future.cause());
    }
    return future.getNow();
  }

  /** Calls what belongs on the event loop from another thread. */
  public static <T> Future<T> on(EventLoop loop, Callable<Future<T>> call) {
    Promise<T> result = loop.newPromise();
    loop.execute(
        () -> {
          try {
            var unused = PromiseNotifier.cascade(call.call(), result);
          } catch (Exception e) {
            result.setFailure(e);
          }
        });
    return result;
  }

  static AwlException explain(Throwable failure) {
    String line = Failures.describe(failure);
    if (failure instanceof PeerException known) {
      ExitCode exit =
          switch (known.code()) {
            case PEER_OFFLINE -> ExitCode.PEER_OFFLINE;
            case NO_PATH -> ExitCode.NO_PATH;
            case SERVER_UNREACHABLE, REFUSED, NO_ANSWER, AUTHENTICATION, CLOSED -> ExitCode.FAILED;
          };
      return new AwlException(exit, known.code().toString(), line, failure);
    }
    if (failure instanceof PairingException known) {
      ExitCode exit =
          switch (known.code()) {
            case UNKNOWN_CODE, USED_CODE -> ExitCode.PEER_OFFLINE;
            case WRONG_CODE, INTERRUPTED, SERVER, NOT_STORED -> ExitCode.FAILED;
          };
      return new AwlException(exit, known.code().toString(), line, failure);
    }
    return new AwlException(ExitCode.FAILED, "failed", line, failure);
  }

  private static AwlException noSocket(int port, AwlException failure) {
    String what = port == 0 ? "a UDP port" : "UDP port " + port;
    String hint = port == 0 ? "" : "; end what uses it, or choose another udp-port";
    return new AwlException(
        ExitCode.FAILED, "bind", "cannot open " + what + ": " + failure.line() + hint, failure);
  }

  /** The peer's event loop, its only one. */
  EventLoop loop() {
    return transport.group().next();
  }

  public PeerClient client() {
    return client;
  }

  @Override
  public void close() {
    client.close();
    client.closeFuture().awaitUninterruptibly(1, TimeUnit.SECONDS);
    stop(transport);
  }

  /** The quiet time lets the goodbyes out: a closed channel, a released allocation. */
  private static void stop(Transport transport) {
    transport.group().shutdownGracefully(50, 1500, TimeUnit.MILLISECONDS).syncUninterruptibly();
  }
}
