package dev.awl.peer.service;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * A control connection at the inner peer: what its expectations may reach, and those that wait.
 *
 * <p>Nothing of this comes from the access peer: an expectation names a port, and the rest is what
 * the control connection itself is connected to.
 */
final class InnerControl {

  /** One at a time is what FTP needs; a few more can be on their way out. */
  private static final int MAX_WAITING = 8;

  private final String name;
  private final InetSocketAddress local;
  private final InetSocketAddress service;
  private final Set<Channel> waiting = new HashSet<>();
  private final Set<Splice> data = new HashSet<>(); // those that are over go when another comes
  private long movedBefore;
  private boolean over;

  InnerControl(String name, Channel tcp) {
    this.name = name;
    local = Addresses.plain((InetSocketAddress) tcp.localAddress());
    service = Addresses.plain((InetSocketAddress) tcp.remoteAddress());
  }

  /** The service's name. */
  String name() {
    return name;
  }

  InetSocketAddress local() {
    return local;
  }

  InetSocketAddress service() {
    return service;
  }

  /** Takes a stream that waits for its connection; false: there are too many, or it is over. */
  boolean add(Channel stream) {
    if (over || waiting.size() >= MAX_WAITING) {
      return false;
    }
    waiting.add(stream);
    return true;
  }

  /** The stream has its connection, or is gone; false: the control connection has ended. */
  boolean remove(Channel stream) {
    return waiting.remove(stream) && !over;
  }

  /** A data connection of it flows from now on. */
  void data(Splice joined) {
    forgetEnded();
    data.add(joined);
  }

  /** How many bytes have gone over its data connections. */
  long moved() {
    forgetEnded();
    return movedBefore + data.stream().mapToLong(InnerControl::bytes).sum();
  }

  private void forgetEnded() {
    data.removeIf(
        each -> {
          movedBefore += each.isOver() ? bytes(each) : 0;
          return each.isOver();
        });
  }

  private static long bytes(Splice splice) {
    return splice.bytesFromTcp() + splice.bytesToTcp();
  }

  /** The control connection has ended: with it goes what waits. */
  void end() {
    over = true;
    for (Channel each : Set.copyOf(waiting)) {
      each.pipeline().fireUserEventTriggered(Ended.INSTANCE);
    }
    waiting.clear();
  }

  /** Tells an expectation's stream that its control connection has ended. */
  enum Ended {
    INSTANCE
  }
}
