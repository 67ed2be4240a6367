package dev.awl.peer.service;

import dev.awl.peer.channel.PeerPair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A target behind the inner peer and a listener at the access peer, through a {@link PeerPair}. The
 * target is a plain blocking server socket, so that nothing under test is on both sides.
 */
final class ServicePair implements AutoCloseable {

  final PeerPair peers;
  final ServerSocket target;
  final ServiceHost host;
  final ServiceUser user;
  final Service service;
  final BoundListener listener;
  volatile boolean allowed = true;

  ServicePair() throws Exception {
    this(new PeerPair());
  }

  ServicePair(PeerPair peers) throws Exception {
    this.peers = peers.open().awaitReady();
    target = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    service = new Service("web", "tcp", "127.0.0.1", target.getLocalPort());
    // The inner peer is the dialer: services do not care who dialed.
    host =
        peers.dialer.call(
            () -> {
              ServiceHost made = new ServiceHost(List.of(SharedService.of(service)), Limits.NONE);
              made.attach(
                  peers.dialer.channel, peers.listener.identity.id(), Access.toAll(() -> allowed));
              return made;
            });
    user = peers.listener.call(() -> new ServiceUser(peers.listener.channel));
    listener = listen(service);
  }

  BoundListener listen(Service which) throws Exception {
    return peers
        .listener
        .call(() -> user.listen(which, new InetSocketAddress("127.0.0.1", 0)))
        .get(5, TimeUnit.SECONDS);
  }

  /** A user's connection. */
  Socket connect() throws Exception {
    return connect(listener);
  }

  static Socket connect(BoundListener to) throws Exception {
    Socket socket = new Socket();
    socket.connect(to.address(), 5000);
    socket.setSoTimeout(15_000);
    return socket;
  }

  /** What the target accepts for it. */
  Socket accept() throws Exception {
    target.setSoTimeout(10_000);
    Socket socket = target.accept();
    socket.setSoTimeout(15_000);
    return socket;
  }

  @Override
  public void close() throws IOException {
    peers.listener.call(
        () -> {
          user.close();
          return true;
        });
    target.close();
    peers.close();
  }
}
