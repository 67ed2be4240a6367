import dev.awl.relay.client.RelayCredentials;
import dev.awl.relay.client.RelayListener;
import dev.awl.relay.client.RelaySession;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Holds one allocation with our client and sends a number to an echo through it every second, half
 * of the time by permission and half by channel: PORT udp|tcp ECHO_PORT SECRET SECONDS.
 */
class Hold implements RelayListener {

  private final EventLoop loop;
  private final InetSocketAddress echo;
  private final int seconds;
  private final CountDownLatch over = new CountDownLatch(1);
  private RelaySession session;
  private int sent;
  private int heard;
  private String failure = "";

  Hold(EventLoop loop, InetSocketAddress echo, int seconds) {
    this.loop = loop;
    this.echo = echo;
    this.seconds = seconds;
  }

  public static void main(String[] arguments) throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    InetSocketAddress server = new InetSocketAddress(here, Integer.parseInt(arguments[0]));
    MultiThreadIoEventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Hold hold =
        new Hold(
            loops.next(),
            new InetSocketAddress(here, Integer.parseInt(arguments[2])),
            Integer.parseInt(arguments[4]));
    // Made once, for less than the run: an allocation outlives the credentials it began with.
    String name = (System.currentTimeMillis() / 1000 + 60) + ":hold";
    RelayCredentials who = new RelayCredentials(name, password(arguments[3], name));
    if (arguments[1].equals("udp")) {
      hold.overUdp(server, who);
    } else {
      hold.loop.execute(
          () -> hold.session = RelaySession.overTcp(hold.loop, server, who, hold));
    }
    boolean ended = hold.over.await(hold.seconds + 30, TimeUnit.SECONDS);
    System.out.printf(
        "%s: held %s, %d sent, %d came back%s%n",
        arguments[1],
        ended && hold.failure.isEmpty() ? hold.seconds + " s" : "NOT",
        hold.sent,
        hold.heard,
        hold.failure.isEmpty() ? "" : ": " + hold.failure);
    boolean whole = ended && hold.failure.isEmpty() && hold.heard == hold.sent;
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    System.exit(whole ? 0 : 1);
  }

  private void overUdp(InetSocketAddress server, RelayCredentials who) {
    SimpleChannelInboundHandler<DatagramPacket> toSession =
        new SimpleChannelInboundHandler<>() {
          @Override
          protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            session.receive(packet.content());
          }
        };
    Channel socket =
        new Bootstrap()
            .group(loop)
            .channel(NioDatagramChannel.class)
            .handler(toSession)
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
    loop.submit(() -> session = RelaySession.overUdp(socket, server, who, this))
        .syncUninterruptibly();
  }

  private static String password(String secret, String name) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(secret.getBytes("UTF-8"), "HmacSHA1"));
    return Base64.getEncoder().encodeToString(mac.doFinal(name.getBytes("UTF-8")));
  }

  @Override
  public void allocated(InetSocketAddress relayed, InetSocketAddress mapped) {
    session.permit(echo.getAddress());
  }

  @Override
  public void permitted(InetAddress peer) {
    next();
  }

  private void next() {
    if (sent == seconds) {
      session.close();
      over.countDown();
      return;
    }
    if (sent == seconds / 2) {
      session.bindChannel(echo);
    }
    session.send(echo, Unpooled.copyInt(sent++));
    session.flush();
    loop.schedule(this::next, 1, TimeUnit.SECONDS);
  }

  @Override
  public void data(InetSocketAddress peer, ByteBuf payload) {
    heard++;
  }

  @Override
  public void failed(String reason) {
    failure = reason;
    over.countDown();
  }
}
