package dev.awl.peer.service;

import dev.awl.wire.AddressText;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds local ports for a service: those asked for and no others, or else those that it had before,
 * or its own if they are unprivileged, as far as they are free, or else any. A range stays
 * together: all of its ports or none.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what was bound in vain closes either way
final class PortBinder {

  /** Opens one port. */
  interface LocalEnd {
    /**
     * Binds and serves users.
     *
     * @param index which port of the service it is: 0 is the first
     */
    ChannelFuture bind(InetSocketAddress local, int index);
  }

  private static final int FIRST_UNPRIVILEGED_PORT = 1024;
  private static final int RANGE_ATTEMPTS = 8;
  private static final int LAST_PORT = 65535;

  private final BoundListener listener;
  private final InetAddress at;
  private final LocalEnd end;
  private final String advice;
  private final Promise<BoundListener> bound;

  private PortBinder(
      BoundListener listener,
      InetAddress at,
      LocalEnd end,
      String advice,
      Promise<BoundListener> bound) {
    this.advice = advice;
    this.listener = listener;
    this.at = at;
    this.end = end;
    this.bound = bound;
  }

  /**
   * Binds them all, or none.
   *
   * @param before the first port that it had before; 0: none
   * @param advice how people choose another place, with %s for the service and for the place
   */
  static Future<BoundListener> bind(
      EventLoop loop,
      BoundListener listener,
      InetSocketAddress wanted,
      int before,
      LocalEnd end,
      String advice) {
    Promise<BoundListener> bound = loop.newPromise();
    new PortBinder(listener, wanted.getAddress(), end, advice, bound)
        .attempt(candidates(listener.service(), wanted.getPort(), before), 0);
    return bound;
  }

  private static List<Integer> candidates(Service service, int wanted, int before) {
    if (wanted != 0) {
      return List.of(wanted);
    }
    List<Integer> ports = new ArrayList<>();
    if (before != 0 && before + service.ports() - 1 <= LAST_PORT) {
      ports.add(before);
    }
    if (service.port() >= FIRST_UNPRIVILEGED_PORT) {
      ports.add(service.port());
    }
    if (service.ports() == 1) {
      ports.add(0);
    } else {
      for (int i = 0; i < RANGE_ATTEMPTS; i++) {
        int most = LAST_PORT - service.ports() + 2;
        ports.add(ThreadLocalRandom.current().nextInt(FIRST_UNPRIVILEGED_PORT, most));
      }
    }
    return ports;
  }

  private void attempt(List<Integer> firsts, int index) {
    int first = firsts.get(index);
    if (first + listener.service().ports() - 1 > LAST_PORT) {
      fail(first, "the range does not fit below port 65536");
      return;
    }
    bindFrom(
        first,
        new ArrayList<>(),
        (port, cause) -> {
          PortRange data = listener.service().data();
          boolean taken =
              cause instanceof BindException
                  || String.valueOf(cause.getMessage()).contains("in use");
          if (data != null && data.contains(port)) {
            failData(port, data, taken);
          } else if (index + 1 < firsts.size()) {
            attempt(firsts, index + 1);
          } else {
            fail(
                port,
                taken
                    ? "the port is in use or not ours"
                    : String.valueOf(cause.getMessage()).contains("assign requested")
                        ? "this machine has no such address"
                        : String.valueOf(cause.getMessage()));
          }
        });
  }

  private interface Trouble {
    void with(int port, Throwable cause);
  }

  private void bindFrom(int first, List<Channel> done, Trouble trouble) {
    Service service = listener.service();
    if (done.size() == service.listeners()) {
      Collections.rotate(done, service.ports());
      done.forEach(listener::add);
      bound.setSuccess(listener);
      return;
    }
    // Data ports first: no free port that the system picks is one of them then.
    int index = (service.ports() + done.size()) % service.listeners();
    int port = index < service.ports() ? first + index : service.port(index);
    end.bind(new InetSocketAddress(at, port), index)
        .addListener(
            (ChannelFuture opened) -> {
              if (opened.isSuccess()) {
                done.add(opened.channel());
                bindFrom(first, done, trouble);
              } else {
                done.forEach(Channel::close);
                trouble.with(port, opened.cause());
              }
            });
  }

  /** The server names these ports to the client: others would not do. */
  private void failData(int port, PortRange data, boolean taken) {
    fail(
        cannotListen(port)
            + (taken ? "it is in use or not ours" : "it cannot be had")
            + ", and FTP data needs "
            + data
            + " here as there; end what uses it, choose another address with "
            + advice("ADDR:PORT")
            + ", or give the server other ports");
  }

  private void fail(int port, String why) {
    fail(cannotListen(port) + why + "; choose another with " + advice("PORT"));
  }

  private String advice(String place) {
    return advice.formatted(listener.service().name(), place);
  }

  private String cannotListen(int port) {
    return "cannot listen on %s for %s: "
        .formatted(AddressText.of(new InetSocketAddress(at, port)), listener.service().name());
  }

  private void fail(String line) {
    bound.setFailure(new ServiceException(line));
  }
}
