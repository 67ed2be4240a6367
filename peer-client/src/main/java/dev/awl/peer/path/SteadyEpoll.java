package dev.awl.peer.path;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Netty's epoll, for sockets that wait for nothing at times.
 *
 * <p>Netty 4.2.18 takes such a socket out of the epoll set and cannot put it back. A TCP connection
 * whose other side has sent its FIN is one: nothing to read any more, nothing to write yet. The
 * first write that finds the socket full would end it, with all that is queued. Here it stays in
 * the set, edge-triggered and for no event, so that EPOLLHUP, which cannot be turned off, wakes the
 * loop once and not without end.
 */
public final class SteadyEpoll implements IoHandler {

  private static final int NO_EVENT = 0x400; // EPOLLMSG, "ignored": epoll_ctl(2)
  private static final EpollIoOps NOTHING =
      EpollIoOps.valueOf(EpollIoOps.EPOLLET.value() | NO_EVENT);

  private final IoHandler epoll;

  private SteadyEpoll(IoHandler epoll) {
    this.epoll = epoll;
  }

  public static IoHandlerFactory newFactory() {
    IoHandlerFactory factory = EpollIoHandler.newFactory();
    return executor -> new SteadyEpoll(factory.newHandler(executor));
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Registration(epoll.register(handle));
  }

  private static final class Registration implements IoRegistration {
    private final IoRegistration inner;
    private boolean added;

    Registration(IoRegistration inner) {
      this.inner = inner;
    }

    @Override
    public long submit(IoOps ops) {
      boolean nothing = EpollIoOps.NONE.equals(ops);
      if (nothing && added) {
        return inner.submit(NOTHING);
      }
      added |= !nothing;
      return inner.submit(ops);
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // the signature is Netty's
    public <T> T attachment() {
      return inner.attachment();
    }

    @Override
    public boolean isValid() {
      return inner.isValid();
    }

    @Override
    public boolean cancel() {
      return inner.cancel();
    }
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return epoll.run(context);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handle) {
    return epoll.isCompatible(handle);
  }
}
