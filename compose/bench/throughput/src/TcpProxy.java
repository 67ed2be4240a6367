import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;

/** The plainest TCP relay in Netty, to compare with: {@code TcpProxy (LOCAL TARGET)...}. */
public final class TcpProxy {

  private TcpProxy() {}

  public static void main(String[] args) throws Exception {
    EventLoop loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()).next();
    for (int i = 0; i < args.length; i += 2) {
      String[] local = args[i].split(":");
      String[] target = args[i + 1].split(":");
      new ServerBootstrap()
          .group(loop)
          .channel(EpollServerSocketChannel.class)
          .childOption(ChannelOption.AUTO_READ, false)
          .childOption(ChannelOption.TCP_NODELAY, true)
          .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
          .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(256 << 10))
          .childHandler(
              new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel user) {
                  ChannelFuture dialed =
                      new Bootstrap()
                          .group(loop)
                          .channel(EpollSocketChannel.class)
                          .option(ChannelOption.AUTO_READ, false)
                          .option(ChannelOption.TCP_NODELAY, true)
                          .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                          .option(
                              ChannelOption.RECVBUF_ALLOCATOR,
                              new FixedRecvByteBufAllocator(256 << 10))
                          .handler(new Copy(user))
                          .connect(target[0], Integer.parseInt(target[1]));
                  user.pipeline().addLast(new Copy(dialed.channel()));
                  dialed.addListener(
                      done -> {
                        if (done.isSuccess()) {
                          user.read();
                          dialed.channel().read();
                        } else {
                          user.close();
                        }
                      });
                }
              })
          .bind(local[0], Integer.parseInt(local[1]))
          .sync();
    }
    System.out.println("ready");
    Thread.currentThread().join();
  }

  private static final class Copy extends ChannelInboundHandlerAdapter {
    private final Channel to;

    Copy(Channel to) {
      this.to = to;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      to.write(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      to.flush();
      if (to.isWritable()) {
        ctx.read();
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      if (ctx.channel().isWritable()) {
        to.read();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        to.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER)
            .addListener(done -> ((DuplexChannel) to).shutdownOutput());
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      to.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
