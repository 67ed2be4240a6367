package dev.awl.peer.service;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The local ports through which users reach a service of the peer; one, but for ranges. */
@SuppressWarnings("FutureReturnValueIgnored") // they close either way
public final class BoundListener {

  private final List<Channel> sockets = new ArrayList<>();
  private Service service;

  BoundListener(Service service) {
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

  /** Where users connect to; of a range, the first port. */
  public InetSocketAddress address() {
    return (InetSocketAddress) sockets.get(0).localAddress();
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
