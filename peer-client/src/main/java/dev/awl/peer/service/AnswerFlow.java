package dev.awl.peer.service;

import dev.awl.peer.alg.Expectation;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An expectation of datagrams at the inner peer: the answers to a {@link RequestFlow}, from the
 * first port of the service's host that sends one, and what the user sends to that port. It goes
 * through the request's socket, and ends with the request.
 */
final class AnswerFlow extends HostFlow {

  /** The access peer keeps the deadline; this one is for an access peer that does not. */
  private static final long DEADLINE_NANOS = Expectation.DEFAULT_DEADLINE.plusSeconds(10).toNanos();

  private final RequestFlow request;
  private final long since = System.nanoTime();
  private @Nullable InetSocketAddress port;

  AnswerFlow(HostFlows flows, int id, RequestFlow request, UdpReassembly.Budget budget) {
    super(flows, id, request.options(), request.quota(), budget);
    this.request = request;
  }

  /** The number of the request's flow. */
  int asking() {
    return request.id();
  }

  /** Whether what comes from there is expected; the first one decides. */
  boolean takes(InetSocketAddress from) {
    if (port == null) {
      port = from;
    }
    return from.equals(port);
  }

  @Override
  void tellOpened() {
    tellOpened(null);
  }

  @Override
  void send(ByteBuf payload) {
    use();
    if (port != null && takesToService(payload)) {
      request.sendTo(port, payload);
    } else if (port == null) {
      flows().counters().countUnexpected();
      payload.release();
    }
  }

  @Override
  boolean isIdle(long now) {
    return port == null ? now - since > DEADLINE_NANOS : super.isIdle(now);
  }

  /** One transfer a flow. */
  @Override
  void close() {
    super.close();
    if (!request.isClosed()) {
      flows().end(request, DialStatus.OK);
    }
  }
}
