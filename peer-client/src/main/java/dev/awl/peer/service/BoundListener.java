package dev.awl.peer.service;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/** A local port through which users reach a service of the peer. */
@SuppressWarnings("FutureReturnValueIgnored") // it closes either way
public final class BoundListener {

  private final Service service;
  private final Channel server;
  private final InetSocketAddress address;

  BoundListener(Service service, Channel server) {
    this.service = service;
    this.server = server;
    address = (InetSocketAddress) server.localAddress();
  }

  public Service service() {
    return service;
  }

  /** Where users connect to. */
  public InetSocketAddress address() {
    return address;
  }

  /** Takes no more connections; those that exist go on. */
  public void close() {
    server.close();
  }
}
