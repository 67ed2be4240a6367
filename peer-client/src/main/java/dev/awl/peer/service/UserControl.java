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
import dev.awl.wire.Machine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access end of a control connection that a helper reads: runs the helper's machine between the
 * user's connection and the stream, and keeps what it expects.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failure shows as an inactive channel
final class UserControl {

  private static final Logger LOG = LoggerFactory.getLogger(UserControl.class);

  /** A line a transfer; always on. */
  private static final Logger TRANSFERS = LoggerFactory.getLogger("dev.awl.transfers");

  /**
   * For the last reply to arrive before the connection goes: data unread would turn it into RST.
   */
  private static final long FAREWELL_MILLIS = 500;

  private static final SecureRandom NUMBERS = new SecureRandom();
  private static final int MAX_EXPECTATIONS = 16;

  private final ServiceUser user;
  private final Service service;
  private final AlgHelper helper;
  private final long number;
  private final Channel tcp;
  private final InetSocketAddress from;
  private final InetSocketAddress dialled;
  private final InetAddress advertised;
  private final Encryption encryption;
  private final Map<Integer, UserExpectation> expectations = new HashMap<>();
  private @Nullable ControlLegs legs;
  private @Nullable QuicStreamChannel stream;
  private @Nullable ControlUserEnd userEnd;
  private @Nullable ControlStreamEnd streamEnd;
  private @Nullable Machine<AlgEvent, AlgCommand> machine;
  private int unacknowledged;
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

  /** The service answered: from here on the two talk. */
  void begin(QuicStreamChannel stream, ControlStreamEnd streamEnd, boolean serviceIsIpv6) {
    this.stream = stream;
    this.streamEnd = streamEnd;
    machine =
        helper.newSession(
            new ControlConnection(from, dialled, advertised, serviceIsIpv6, encryption));
    ControlUserEnd end = new ControlUserEnd(this, tcp, stream);
    userEnd = end;
    EarlyBytes early = tcp.pipeline().get(EarlyBytes.class);
    ChannelHandlerContext before = tcp.pipeline().context(EarlyBytes.class);
    tcp.pipeline().addLast(end);
    execute();
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

  void acknowledged(int expectation, InetSocketAddress address) {
    unacknowledged--;
    happened(new AlgEvent.Ready(expectation, address));
    passEndsOn();
  }

  void refused(int expectation, String why) {
    unacknowledged--;
    ended(expectation, new AlgEvent.Failed(expectation, why));
    passEndsOn();
  }

  void used(int expectation) {
    happened(new AlgEvent.Used(expectation));
  }

  void joined(int expectation) {
    happened(new AlgEvent.Joined(expectation));
  }

  /** A data connection came, but its other half cannot be. */
  void unreachable(Expectation expectation, String why) {
    LOG.warn(
        "{}: {}: no data connection to port {}: {}",
        service.name(),
        from.getAddress().getHostAddress(),
        expectation.port(),
        why);
  }

  void ended(int expectation, AlgEvent how) {
    expectations.remove(expectation);
    happened(how);
  }

  private void happened(AlgEvent event) {
    Machine<AlgEvent, AlgCommand> session = machine;
    if (session == null) {
      return;
    }
    session.handle(System.nanoTime(), event);
    execute();
  }

  private void execute() {
    Machine<AlgEvent, AlgCommand> session = machine;
    if (session == null) {
      return;
    }
    for (AlgCommand next = session.poll(); next != null; next = session.poll()) {
      execute(next);
    }
    tcp.flush();
    if (stream != null) {
      stream.flush();
    }
  }

  private void execute(AlgCommand command) {
    if (command instanceof AlgCommand.ToUser user && streamEnd != null) {
      streamEnd.write(Unpooled.wrappedBuffer(user.bytes()));
    } else if (command instanceof AlgCommand.ToService service && userEnd != null) {
      userEnd.write(service.bytes());
    } else if (command instanceof AlgCommand.Expect expect) {
      expect(expect.expectation());
    } else if (command instanceof AlgCommand.Cancel cancel) {
      UserExpectation cancelled = expectations.get(cancel.expectation());
      if (cancelled != null) {
        cancelled.cancel();
      }
    } else if (command instanceof AlgCommand.Secure secure) {
      secure(secure.side());
    } else if (command instanceof AlgCommand.SecureData data) {
      UserExpectation used = expectations.get(data.expectation());
      if (used != null) {
        used.secure(data.user(), data.service());
      }
    } else if (command instanceof AlgCommand.BeginData data) {
      UserExpectation used = expectations.get(data.expectation());
      if (used != null) {
        used.begin();
      }
    } else if (command instanceof AlgCommand.Transferred done) {
      log(user, service, from, done);
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

  /** A line in the log for a transfer that is over. */
  static void log(
      ServiceUser user, Service service, InetSocketAddress from, AlgCommand.Transferred done) {
    TRANSFERS.info(
        "{}: {}: {}",
        service.name(),
        NetUtil.toAddressString(from.getAddress()),
        String.format(
            Locale.ROOT,
            "%s: %d bytes in %.1f s%s",
            done.what(),
            done.bytes(),
            done.nanos() / 1e9,
            user.path().isEmpty() ? "" : ", " + user.path()));
  }

  private void expect(Expectation expectation) {
    unacknowledged++;
    UserExpectation made = UserExpectation.of(this, expectation);
    if (over || expectations.size() >= MAX_EXPECTATIONS) {
      tcp.eventLoop().execute(() -> refused(expectation.id(), "too many data connections"));
      return;
    }
    expectations.put(expectation.id(), made);
    made.start();
  }

  private void passEndsOn() {
    if (unacknowledged > 0 || over || stream == null) {
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
    endExpectations();
    tcp.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener((ChannelFutureListener) sent -> UserTls.end(tcp, true, () -> {}));
    tcp.eventLoop().schedule(this::close, FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void close() {
    over = true;
    if (tcp.isOpen()) {
      tcp.close();
    }
    endStream();
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
      over = true;
      endExpectations();
      Splice.reset(tcp);
      endStream();
    }
  }

  private void endExpectations() {
    Map.copyOf(expectations).values().forEach(UserExpectation::controlEnded);
  }
}
