package dev.awl.peer.registration;

import dev.awl.peer.identity.Identity;
import dev.awl.rendezvous.RendezvousServer;
import dev.awl.rendezvous.RendezvousSettings;
import dev.awl.wire.rendezvous.Endpoint;
import dev.awl.wire.rendezvous.RelayEndpoint;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real server on loopback and the links to it, which end together. */
final class Links implements AutoCloseable {
  static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  static final Identity ALICE = Identity.generate();
  static final Identity BOB = Identity.generate();

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<RendezvousLink> links = new ArrayList<>();
  private RendezvousServer server = start(settings());
  private final InetSocketAddress address = server.addresses().get(0);

  /** Any port of loopback, one STUN server, one relay. */
  static RendezvousSettings settings() {
    return RendezvousSettings.on(new InetSocketAddress(LOOPBACK, 0))
        .withStun(List.of(new Endpoint("192.0.2.1", 3478)))
        .withRelays(List.of(RelayEndpoint.parse("tcp://192.0.2.1:3480")), "secret");
  }

  static RendezvousServer start(RendezvousSettings settings) {
    try {
      return RendezvousServer.start(settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI uri(InetSocketAddress of) {
    return URI.create("ws://127.0.0.1:" + of.getPort());
  }

  static URI uri(RendezvousServer of) {
    return uri(of.addresses().get(0));
  }

  URI uri() {
    return uri(address);
  }

  RendezvousServer server() {
    return server;
  }

  /** After the server was closed: another one on its port. */
  void startServerAgain() {
    server = start(RendezvousSettings.on(address));
  }

  EventLoop loop() {
    return loops.next();
  }

  /** Closes the link with the others. */
  RendezvousLink add(RendezvousLink link) {
    links.add(link);
    return link;
  }

  RendezvousLink open(URI uri, Identity identity, Events events) {
    return add(RendezvousLink.open(loop(), uri, identity, true, events));
  }

  /** A link that others find and call. */
  RendezvousLink registered(Identity identity, Events events) throws InterruptedException {
    RendezvousLink link = open(uri(), identity, events);
    events.next(Welcome.class);
    return link;
  }

  /** The same; once another one has its registration, it asks so often whether that has ended. */
  RendezvousLink registeredAsking(Identity identity, Duration interval, Events events)
      throws InterruptedException {
    RendezvousLink link =
        add(
            RendezvousLink.open(
                loop(), ServerUri.of(uri()), identity, true, events, null, interval));
    events.next(Welcome.class);
    return link;
  }

  /** A link that only calls. */
  RendezvousLink calling(Identity identity, Events events) throws InterruptedException {
    RendezvousLink link = add(RendezvousLink.open(loop(), uri(), identity, false, events));
    events.next(Welcome.class);
    return link;
  }

  @Override
  public void close() {
    links.forEach(RendezvousLink::close);
    server.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
