package dev.awl.peer.service;

import dev.awl.peer.alg.AlgHelpers;
import dev.awl.peer.channel.StreamReset;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.function.LongSupplier;

/**
 * The inner end of a control connection: a {@link ServiceDialer} that also notes the connection's
 * number, and tells over which family it reached the service.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write shows on the stream
final class ControlDialer extends HeaderReader {

  static final int NUMBER_LENGTH = 8;

  private final HostedPeer peer;
  private final InnerControls controls;

  ControlDialer(HostedPeer peer, InnerControls controls) {
    super(NUMBER_LENGTH);
    this.peer = peer;
    this.controls = controls;
  }

  @Override
  void header(ChannelHandlerContext ctx, ByteBuf header) {
    long number = header.readLong();
    ctx.pipeline()
        .replace(
            this,
            null,
            new ServiceDialer(
                peer, (service, tcp, stream) -> connected(number, service, tcp, stream)));
    ctx.fireChannelRead(header);
  }

  /** Without a helper there is nothing to expect. */
  private LongSupplier connected(
      long number, Service service, Channel tcp, QuicStreamChannel stream) {
    boolean helped = AlgHelpers.forScheme(service.protocol()) != null && !service.isUdp();
    InnerControl control = helped ? controls.add(number, service.name(), tcp) : null;
    if (control == null) {
      StreamReset.abort(stream, Splice.RESET_ERROR);
      return () -> 0;
    }
    boolean ipv6 =
        Addresses.plain((InetSocketAddress) tcp.remoteAddress()).getAddress()
            instanceof Inet6Address;
    stream.write(Unpooled.directBuffer(1).writeByte(ipv6 ? 6 : 4));
    return control::moved;
  }
}
