package dev.awl.classifier.gateway;

import dev.awl.classifier.DatagramSockets;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Asks a UPnP gateway for its outside address: a search over UDP on the event loop, then HTTP on a
 * thread of its own, begun only where the gateway itself answered.
 */
final class UpnpGateway extends SimpleChannelInboundHandler<DatagramPacket> {

  private static final long AGAIN_MILLIS = 200;

  /** How long it has to answer the search, and then to say its address. */
  record Patience(Duration search, Duration conversation) {

    /** MX allows a second; routers answer at once, or at random within it, and a person waits. */
    static final Patience OF_A_PERSON =
        new Patience(Duration.ofMillis(800), Duration.ofMillis(1_000));
  }

  private final EventLoop loop;
  private final InetAddress gateway;
  private final List<InetSocketAddress> searched;
  private final Patience patience;
  private final Promise<Optional<InetAddress>> result;
  private boolean answered;

  private UpnpGateway(
      EventLoop loop, InetAddress gateway, List<InetSocketAddress> searched, Patience patience) {
    this.loop = loop;
    this.gateway = gateway;
    this.searched = searched;
    this.patience = patience;
    this.result = loop.newPromise();
  }

  /** Empty where it does not say, within 1.8 s; never fails. */
  static Future<Optional<InetAddress>> ask(
      EventLoop loop, DatagramSockets sockets, InetAddress gateway, Inet4Address local) {
    List<InetSocketAddress> both =
        List.of(new InetSocketAddress(gateway, Ssdp.PORT), Ssdp.EVERYBODY);
    return ask(loop, sockets, gateway, local, both, Patience.OF_A_PERSON);
  }

  static Future<Optional<InetAddress>> ask(
      EventLoop loop,
      DatagramSockets sockets,
      InetAddress gateway,
      Inet4Address local,
      List<InetSocketAddress> searched,
      Patience patience) {
    UpnpGateway asking = new UpnpGateway(loop, gateway, searched, patience);
    GatewaySocket.open(loop, sockets, local, asking, asking.result, asking::start);
    return asking.result;
  }

  private void start(Channel opened) {
    search(opened);
    var again = loop.schedule(() -> search(opened), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    long search = patience.search().toMillis();
    long conversation = patience.conversation().toMillis();
    var end = loop.schedule(() -> giveUp(answered), search, TimeUnit.MILLISECONDS);
    var last = loop.schedule(() -> giveUp(false), search + conversation, TimeUnit.MILLISECONDS);
    result.addListener(
        ended -> {
          again.cancel(false);
          end.cancel(false);
          last.cancel(false);
        });
  }

  private void search(Channel opened) {
    if (answered || !opened.isActive()) {
      return;
    }
    for (InetSocketAddress to : searched) {
      // A gateway that cannot be sent to is a gateway that does not say.
      var unused =
          opened.writeAndFlush(
              new DatagramPacket(Unpooled.wrappedBuffer(Ssdp.search(to)), to),
              opened.voidPromise());
    }
  }

  private void giveUp(boolean unless) {
    if (!unless) {
      result.trySuccess(Optional.empty());
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
    if (answered || !packet.sender().getAddress().equals(gateway)) {
      return;
    }
    URI description = Ssdp.location(ByteBufUtil.getBytes(packet.content()), gateway);
    if (description != null) {
      answered = true;
      Thread conversation = new Thread(() -> converse(description), "awl-upnp");
      conversation.setDaemon(true);
      conversation.start();
    }
  }

  private void converse(URI description) {
    Optional<InetAddress> said =
        Optional.ofNullable(UpnpConversation.ask(description, patience.conversation().toMillis()));
    if (!loop.isShuttingDown()) { // else nobody waits for it
      loop.execute(() -> result.trySuccess(said));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // An ICMP error: nothing listens there, and the end of the search says the same.
  }
}
