import dev.awl.peer.channel.DatagramRoute;
import dev.awl.peer.channel.PeerChannel;
import dev.awl.peer.channel.PeerChannelListener;
import dev.awl.peer.identity.Identity;
import dev.awl.peer.service.Service;
import dev.awl.peer.service.ServiceHost;
import dev.awl.peer.service.ServiceUser;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One end of a peer channel on one UDP socket, without paths or punching: measures the channel and
 * the services alone.
 *
 * <pre>
 * ChannelEnd share   HOME OTHER_HOME UDP_LOCAL UDP_PEER NAME=tcp://HOST:PORT...
 * ChannelEnd connect HOME OTHER_HOME UDP_LOCAL UDP_PEER NAME=tcp://HOST:PORT...   listens on PORT
 * </pre>
 */
public final class ChannelEnd {

  private ChannelEnd() {}

  public static void main(String[] args) throws Exception {
    Identity self = Identity.loadOrCreate(Path.of(args[1]));
    Path otherHome = Path.of(args[2]);
    for (int i = 0; i < 200 && !Files.exists(otherHome.resolve("identity.pem")); i++) {
      Thread.sleep(50);
    }
    Identity other = Identity.loadOrCreate(otherHome);
    InetSocketAddress local = address(args[3]);
    InetSocketAddress remote = address(args[4]);
    List<Service> services =
        List.of(args).subList(5, args.length).stream()
            .map(dev.awl.peer.service.ServiceSpec::parse)
            .toList();
    EventLoop loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()).next();
    Socket socket = new Socket(remote);
    Channel udp =
        new Bootstrap()
            .group(loop)
            .channel(EpollDatagramChannel.class)
            .option(ChannelOption.ALLOCATOR, io.netty.buffer.PooledByteBufAllocator.DEFAULT)
            .option(EpollChannelOption.UDP_GRO, !Boolean.getBoolean("nogro"))
            .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, 65535)
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(65535).maxMessagesPerRead(Integer.getInteger("reads", 16)))
            .option(ChannelOption.SO_RCVBUF, 4 << 20)
            .option(ChannelOption.SO_SNDBUF, 4 << 20)
            .handler(socket)
            .bind(local)
            .sync()
            .channel();
    loop.submit(() -> socket.start(args[0], udp, self, other, services)).sync();
    Thread.currentThread().join();
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  private static final class Socket extends ChannelInboundHandlerAdapter
      implements DatagramRoute, PeerChannelListener {

    private final InetSocketAddress remote;
    private Channel udp;
    private PeerChannel channel;
    private List<Service> services;
    private String role;

    Socket(InetSocketAddress remote) {
      this.remote = remote;
    }

    Void start(String role, Channel udp, Identity self, Identity other, List<Service> services) {
      this.role = role;
      this.udp = udp;
      this.services = services;
      channel = PeerChannel.open(udp.eventLoop(), self, other.id(), this, this);
      if (role.equals("share")) {
        new ServiceHost(services).attach(channel, () -> true);
      }
      return null;
    }

    @Override
    public void ready() {
      System.out.println("ready");
      if (role.equals("connect")) {
        ServiceUser user = new ServiceUser(channel);
        for (Service each : services) {
          user.listen(each, new InetSocketAddress("127.0.0.1", each.port()))
              .addListener(
                  done -> System.out.println(done.isSuccess() ? "listening" : done.cause().getMessage()));
        }
      }
    }

    @Override
    public void closed(String reason) {
      System.out.println("closed: " + reason);
      System.exit(1);
    }

    @Override
    public void write(ByteBuf datagrams, int segmentSize) {
      udp.write(
          segmentSize > 0
              ? new SegmentedDatagramPacket(datagrams, segmentSize, remote)
              : new DatagramPacket(datagrams, remote));
    }

    @Override
    public void flush() {
      udp.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (channel == null) {
        ((DatagramPacket) message).release();
      } else {
        channel.receive(((DatagramPacket) message).content());
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      if (channel != null) {
        channel.receiveComplete();
      }
    }
  }
}
