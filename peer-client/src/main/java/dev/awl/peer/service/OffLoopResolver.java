package dev.awl.peer.service;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks names up with the JDK, which knows the machine's own rules, but on two threads of its own:
 * a lookup blocks. Addresses in text form are answered at once.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the timer ends by itself
final class OffLoopResolver extends AddressResolverGroup<InetSocketAddress> {

  private static final long TIMEOUT_SECONDS = 6; // the whole connect has 8
  private static final int QUEUE = 256;

  private static final ThreadPoolExecutor LOOKUPS =
      new ThreadPoolExecutor(
          2,
          2,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUE),
          new DefaultThreadFactory("awl-names", true));

  static {
    LOOKUPS.allowCoreThreadTimeOut(true);
  }

  @Override
  protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
    return new Names(executor).asAddressResolver();
  }

  private static final class Names extends InetNameResolver {

    private final EventExecutor loop;

    Names(EventExecutor loop) {
      super(loop);
      this.loop = loop;
    }

    @Override
    protected void doResolve(String host, Promise<InetAddress> answer) {
      byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
      if (literal != null) {
        try {
          answer.setSuccess(InetAddress.getByAddress(literal));
        } catch (UnknownHostException e) {
          answer.setFailure(e);
        }
        return;
      }
      loop.schedule(
          () -> answer.tryFailure(new UnknownHostException(host + ": lookup timed out")),
          TIMEOUT_SECONDS,
          TimeUnit.SECONDS);
      try {
        LOOKUPS.execute(() -> lookUp(host, answer));
      } catch (RejectedExecutionException e) {
        answer.tryFailure(new UnknownHostException(host + ": too many lookups at once"));
      }
    }

    private static void lookUp(String host, Promise<InetAddress> answer) {
      try {
        answer.trySuccess(InetAddress.getByName(host));
      } catch (UnknownHostException e) {
        answer.tryFailure(e);
      }
    }

    @Override
    protected void doResolveAll(String host, Promise<List<InetAddress>> answer) {
      Promise<InetAddress> one = loop.newPromise();
      one.addListener(
          found -> {
            if (found.isSuccess()) {
              answer.trySuccess(List.of(one.getNow()));
            } else {
              answer.tryFailure(found.cause());
            }
          });
      doResolve(host, one);
    }
  }
}
