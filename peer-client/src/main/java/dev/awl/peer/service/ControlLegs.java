package dev.awl.peer.service;

import dev.awl.peer.alg.ControlSide;
import dev.awl.peer.tls.ControlTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.quic.QuicStreamChannel;

/** Puts TLS on a control connection's two legs when its session says so. */
final class ControlLegs {

  private final UserControl control;
  private final ControlTls tls;

  ControlLegs(UserControl control, ControlTls tls) {
    this.control = control;
    this.tls = tls;
  }

  void secureUser(Channel tcp, ControlUserEnd end) {
    ChannelHandlerContext above = tcp.pipeline().context(end);
    if (above != null) {
      UserTls.install(
          tcp, above, tls.towardsUser(tcp.alloc()), listener(ControlSide.USER, "the client"));
    }
  }

  void secureService(QuicStreamChannel stream, ControlStreamEnd end) {
    ChannelHandlerContext above = stream.pipeline().context(end);
    if (end.isInsideChunk() || above == null) {
      control.unsecured(ControlSide.SERVICE, "the server spoke on in clear");
    } else {
      StreamTls.install(
          stream,
          above,
          tls.towardsService(),
          listener(ControlSide.SERVICE, "the server"),
          control.tcp());
      StreamTls.begin(stream);
    }
  }

  /** The same for a data connection, before its two ends are joined. */
  void secureData(UserExpectation data, Channel tcp, QuicStreamChannel stream) {
    if (data.isUserSecured()) {
      UserTls.install(tcp, tls.towardsUser(tcp.alloc()), listener(data, "the client"));
    }
    if (data.isServiceSecured()) {
      StreamTls.install(stream, null, tls.towardsService(), listener(data, "the server"), tcp);
      if (data.hasBegun()) {
        StreamTls.begin(stream);
      }
    }
  }

  private TlsListener listener(ControlSide side, String whom) {
    return new TlsListener() {
      @Override
      public void secured() {
        control.secured(side);
      }

      @Override
      public void failed(Throwable cause) {
        control.unsecured(side, "no TLS with " + whom + ": " + ControlTls.reason(cause));
      }
    };
  }

  private TlsListener listener(UserExpectation data, String whom) {
    return new TlsListener() {
      @Override
      public void secured() {}

      @Override
      public void failed(Throwable cause) {
        control.unreachable(
            data.expectation(), "no TLS with " + whom + ": " + ControlTls.reason(cause));
      }
    };
  }
}
