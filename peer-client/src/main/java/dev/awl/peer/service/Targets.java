package dev.awl.peer.service;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;

/** Where a request leads: names looked up, ports of ranges counted, the user's wishes checked. */
final class Targets {

  /** What was asked for is outside of what the service reaches. */
  static final class NotAllowedException extends Exception {
    NotAllowedException(String message) {
      super(message, null, false, false);
    }
  }

  private Targets() {}

  /** What a request asks for, as people write it. */
  static String text(Service service, ServiceRequest request) {
    if (service.isSocks()) {
      return request.host() + ":" + request.port();
    }
    boolean within = request.port() < service.listeners();
    return service.host() + ":" + (within ? service.port(request.port()) : "?");
  }

  /** The target's address; fails with what {@link DialStatus#of(Throwable)} understands. */
  static Future<InetSocketAddress> resolve(
      EventLoop loop, Service service, ServiceRequest request) {
    if (service.isSocks()) {
      return resolveWithin(loop, Networks.parse(service.host()), request);
    }
    if (request.port() >= service.listeners()) {
      return loop.newFailedFuture(new NotAllowedException("beyond the range"));
    }
    return lookUp(loop, service.host(), service.port(request.port()));
  }

  /**
   * The address is checked, not the name, and connected to as it was checked: a name that leads
   * elsewhere the next time gains nothing.
   */
  private static Future<InetSocketAddress> resolveWithin(
      EventLoop loop, Networks networks, ServiceRequest request) {
    Promise<InetSocketAddress> allowed = loop.newPromise();
    lookUp(loop, request.host(), request.port())
        .addListener(
            (Future<InetSocketAddress> found) -> {
              if (!found.isSuccess()) {
                allowed.setFailure(found.cause());
              } else if (networks.contain(found.getNow().getAddress())) {
                allowed.setSuccess(found.getNow());
              } else {
                allowed.setFailure(new NotAllowedException("outside of the networks"));
              }
            });
    return allowed;
  }

  private static Future<InetSocketAddress> lookUp(EventLoop loop, String host, int port) {
    return TcpTransport.RESOLVER
        .getResolver(loop)
        .resolve(InetSocketAddress.createUnresolved(host, port));
  }
}
