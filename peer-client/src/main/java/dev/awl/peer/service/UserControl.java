package dev.awl.peer.service;

import dev.awl.peer.alg.AlgCommand;
import dev.awl.peer.alg.AlgEvent;
import dev.awl.peer.alg.AlgHelper;
import dev.awl.peer.alg.ControlConnection;
import dev.awl.peer.alg.ControlSide;
import dev.awl.peer.alg.Encryption;
import dev.awl.peer.alg.Expectation;
import dev.awl.peer.tls.ControlTls;
import dev.awl.peer.tls.TlsBridge;
import dev.awl.wire.AddressText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access end of a control connection that a helper reads: runs the helper's machine between the
 * user's connection and the stream, and ends both together.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure shows as an inactive channel
final class UserControl implements HelperRun.Owner {

  private static final Logger LOG = LoggerFactory.getLogger(UserControl.class);

  /**
   * For the last reply to arrive before the connection goes: data unread would turn it into RST.
   */
  private static final long FAREWELL_MILLIS = 500;

  private static final SecureRandom NUMBERS = new SecureRandom();

  private final ServiceUser user;
  private final Service service;
  private final AlgHelper helper;
  private final long number;
  private final Channel tcp;
  private final InetSocketAddress from;
  private final InetSocketAddress dialled;
  private final InetAddress advertised;
  private final Encryption encryption;
  private final UserExpectations expectations = new UserExpectations(this);
  private @Nullable ControlLegs legs;
  private @Nullable QuicStreamChannel stream;
  private @Nullable ControlUserEnd userEnd;
  private @Nullable ControlStreamEnd streamEnd;
  private @Nullable HelperRun run;
  private boolean userEnded;
  private boolean serviceEnded;
  private boolean closing;
  private boolean over;

  private UserControl(
      ServiceUser user, Service service, AlgHelper helper, long number, Channel tcp) {
    this.user = user;
    this.service = service;
    this.helper = helper;
    this.number = number;
    this.tcp = tcp;
    from = Addresses.plain((InetSocketAddress) tcp.remoteAddress());
    dialled = Addresses.plain((InetSocketAddress) tcp.localAddress());
    InetAddress told = user.dataConnections().advertised();
    advertised = told == null ? dialled.getAddress() : told;
    TlsBridge bridge = user.bridge();
    encryption =
        helper.encryption(
            service.protocol(), service.port(), bridge != null && bridge.isOnRequest());
    OutOfBand.inline(tcp);
  }

  /** Takes care of a user's connection from the start. */
  static void open(
      ServiceUser user, Service service, AlgHelper helper, ServiceRequest request, Channel tcp) {
    UserControl control = new UserControl(user, service, helper, NUMBERS.nextLong(), tcp);
    Consumer<String> refused = why -> user.refused(service, tcp.remoteAddress(), why);
    TlsBridge bridge = user.bridge();
    if (control.encryption == Encryption.PASS_THROUGH) {
      control.connect(request, refused);
    } else if (bridge == null) {
      refused.accept("no TLS ends here");
      Splice.reset(tcp);
    } else {
      bridge
          .open(
              tcp.eventLoop(),
              service.name(),
              service.host(),
              service.port(),
              control.dialled.getAddress(),
              control.advertised)
          .addListener(
              (Future<ControlTls> opened) -> {
                if (opened.isSuccess()) {
                  control.legs = new ControlLegs(control, opened.getNow());
                  control.connect(request, refused);
                } else {
                  refused.accept(String.valueOf(opened.cause().getMessage()));
                  Splice.reset(tcp);
                }
              });
    }
  }

  private void connect(ServiceRequest request, Consumer<String> refused) {
    ControlStreamEnd end = new ControlStreamEnd(this, refused);
    streamEnd = end;
    user.asks(service, tcp, end::refuse);
    user.openStream(end)
        .addListener(
            (Future<QuicStreamChannel> opened) -> {
              if (opened.isSuccess()) {
                end.start(request, opened.getNow());
              } else {
                refused.accept(String.valueOf(opened.cause().getMessage()));
                Splice.reset(tcp);
              }
            });
  }

  /** For its data connections. */
  Paces paces() {
    return user.paces(service);
  }

  ServiceUser user() {
    return user;
  }

  long number() {
    return number;
  }

  Channel tcp() {
    return tcp;
  }

  EventLoop loop() {
    return tcp.eventLoop();
  }

  UserExpectations expectations() {
    return expectations;
  }

  /** The service answered: from here on the two talk. */
  void begin(QuicStreamChannel stream, boolean serviceIsIpv6) {
    this.stream = stream;
    user.answered(tcp);
    ControlConnection connection =
        new ControlConnection(from, dialled, advertised, serviceIsIpv6, encryption);
    HelperRun helped = new HelperRun(loop(), helper.newSession(connection), this);
    run = helped;
    ControlUserEnd end = new ControlUserEnd(this, tcp, stream);
    userEnd = end;
    EarlyBytes early = tcp.pipeline().get(EarlyBytes.class);
    ChannelHandlerContext before = tcp.pipeline().context(EarlyBytes.class);
    tcp.pipeline().addLast(end);
    helped.begin();
    if (early != null) {
      early.replay(
          before::fireChannelRead,
          () -> before.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE));
      tcp.pipeline().remove(early);
    }
    tcp.closeFuture().addListener(closed -> abort());
    end.start();
  }

  void fromUser(ByteBuf data) {
    byte[] bytes = ByteBufUtil.getBytes(data);
    data.release();
    if (!closing) {
      happened(new AlgEvent.FromUser(bytes));
    }
  }

  void fromService(ByteBuf data) {
    byte[] bytes = ByteBufUtil.getBytes(data);
    data.release();
    if (!closing) {
      happened(new AlgEvent.FromService(bytes));
    }
  }

  /** The user's FIN is passed on after what the machine still holds back. */
  void userEnded() {
    userEnded = true;
    passEndsOn();
  }

  void serviceEnded() {
    serviceEnded = true;
    passEndsOn();
  }

  /** A data connection came, but its other half cannot be. */
  void unreachable(Expectation expectation, String why) {
    LOG.warn(
        "{}: {}: no data connection to port {}: {}",
        service.name(),
        AddressText.of(from.getAddress()),
        expectation.port(),
        why);
  }

  void happened(AlgEvent event) {
    if (run != null) {
      run.happened(event);
    }
  }

  @Override
  public void executed() {
    tcp.flush();
    if (stream != null) {
      stream.flush();
    }
  }

  @Override
  public void execute(AlgCommand command) {
    if (command instanceof AlgCommand.ToUser user && streamEnd != null) {
      streamEnd.write(Unpooled.wrappedBuffer(user.bytes()));
    } else if (command instanceof AlgCommand.ToService service && userEnd != null) {
      userEnd.write(service.bytes());
    } else if (command instanceof AlgCommand.Expect expect) {
      expectations.expect(expect.expectation());
    } else if (command instanceof AlgCommand.Cancel cancel) {
      expectations.cancel(cancel);
    } else if (command instanceof AlgCommand.Secure secure) {
      secure(secure.side());
    } else if (command instanceof AlgCommand.SecureData data) {
      expectations.secure(data);
    } else if (command instanceof AlgCommand.BeginData data) {
      expectations.begin(data);
    } else if (command instanceof AlgCommand.Transferred done) {
      TransferLog.write(user, service, from, done);
    } else if (command instanceof AlgCommand.Note note) {
      LOG.warn("{} ({}): {}", service.name(), service.target(), note.text());
    } else if (command instanceof AlgCommand.Close close) {
      LOG.warn("{}: connection of {} closed: {}", service.name(), from, close.reason());
      farewell();
    }
  }

  private void secure(ControlSide side) {
    if (legs != null && stream != null && userEnd != null && streamEnd != null) {
      switch (side) {
        case USER -> legs.secureUser(tcp, userEnd);
        case SERVICE -> legs.secureService(stream, streamEnd);
      }
    }
  }

  void secured(ControlSide side) {
    happened(new AlgEvent.Secured(side));
  }

  void unsecured(ControlSide side, String why) {
    happened(new AlgEvent.Unsecured(side, why));
  }

  /** Before a data connection's two ends are joined. */
  void secureData(UserExpectation data, Channel tcp, QuicStreamChannel stream) {
    if (legs != null) {
      legs.secureData(data, tcp, stream);
    }
  }

  /** Not before the machine has let go of what came before them. */
  void passEndsOn() {
    if (!expectations.areAcknowledged() || over || stream == null) {
      return;
    }
    if (userEnded && userEnd != null) {
      userEnd.passOn();
    }
    if (serviceEnded && streamEnd != null) {
      streamEnd.passOn();
    }
    if (userEnded && serviceEnded) {
      farewell();
    }
  }

  private void farewell() {
    if (closing || over) {
      return;
    }
    closing = true;
    expectations.controlEnded();
    tcp.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener((ChannelFutureListener) sent -> UserTls.end(tcp, true, () -> {}));
    tcp.eventLoop().schedule(this::close, FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void close() {
    nowOver();
    if (tcp.isOpen()) {
      tcp.close();
    }
    endStream();
  }

  private void nowOver() {
    over = true;
    if (run != null) {
      run.end();
    }
  }

  /** After both FINs it ends by itself. */
  private void endStream() {
    if (streamEnd != null && !(userEnded && serviceEnded)) {
      streamEnd.close();
    }
  }

  /** One side is gone, or broke. */
  void abort() {
    if (!over && !closing) { // a farewell ends by itself
      nowOver();
      expectations.controlEnded();
      Splice.reset(tcp);
      endStream();
    }
  }
}
