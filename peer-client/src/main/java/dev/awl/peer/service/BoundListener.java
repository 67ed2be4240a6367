package dev.awl.peer.service;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The local ports through which users reach a service of the peer; one, but for ranges. */
@SuppressWarnings("FutureReturnValueIgnored") // they close either way
public final class BoundListener {

  private final List<Channel> sockets = new ArrayList<>();
  private final InetAddress at;
  private Service service;

  BoundListener(Service service, InetAddress at) {
    this.at = at;
    this.service = service;
  }

  void add(Channel socket) {
    sockets.add(socket);
  }

  public Service service() {
    return service;
  }

  /** The peer serves it elsewhere from now on; users need not know. */
  void serve(Service changed) {
    service = changed;
  }

  /**
   * Where users connect to; of a range, the first port. A wildcard is the one that was asked for: a
   * dual-stack socket says that it is IPv6's.
   */
  public InetSocketAddress address() {
    InetSocketAddress local = (InetSocketAddress) sockets.get(0).localAddress();
    return local.getAddress().isAnyLocalAddress() && at.isAnyLocalAddress()
        ? new InetSocketAddress(at, local.getPort())
        : local;
  }

  /** The last port of a range; otherwise that of {@link #address}. */
  public int lastPort() {
    return address().getPort() + service.ports() - 1;
  }

  /** Takes no more connections; those that exist go on. */
  public void close() {
    sockets.forEach(Channel::close);
  }
}
