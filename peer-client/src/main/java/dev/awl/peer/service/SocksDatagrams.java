package dev.awl.peer.service;

import dev.awl.wire.AddressText;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.socksx.v5.Socks5AddressDecoder;
import io.netty.handler.codec.socksx.v5.Socks5AddressEncoder;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The UDP port of a SOCKS association. Every datagram names the other side in front (RFC 1928
 * section 7): {@code u16 0, u8 fragment, u8 type, address, u16 port}. Each target is a flow.
 * Fragments are dropped, as the RFC allows.
 */
@SuppressWarnings("FutureReturnValueIgnored") // datagrams get lost
final class SocksDatagrams extends SocketFlows<SocksDatagrams.Target> {

  /** A user's address, and whom its datagrams name. */
  record Target(InetSocketAddress user, Socks5AddressType type, String host, int port) {}

  private final InetAddress from;

  /**
   * Serves one association.
   *
   * @param from the only address that datagrams are taken from
   */
  SocksDatagrams(ServiceUser user, BoundListener listener, InetAddress from) {
    super(user, listener);
    this.from = from;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    if (packet.sender().getAddress().equals(from)) {
      try {
        pass(ctx.channel(), packet.sender(), packet.content());
      } catch (Exception e) { // Netty's decoder declares and throws all kinds
        user.flows().counters().countMalformed();
      }
    }
    packet.release();
  }

  private void pass(Channel socket, InetSocketAddress sender, ByteBuf datagram) throws Exception {
    datagram.skipBytes(2);
    int fragment = datagram.readUnsignedByte();
    Socks5AddressType type = Socks5AddressType.valueOf(datagram.readByte());
    String host = Socks5AddressDecoder.DEFAULT.decodeAddress(type, datagram);
    Target target = new Target(sender, type, host, datagram.readUnsignedShort());
    if (fragment != 0) {
      user.flows().counters().countMalformed();
      return;
    }
    send(target, datagram, () -> begin(socket, target));
  }

  private UserFlow begin(Channel socket, Target target) {
    ServiceRequest request =
        new ServiceRequest(listener.service().name(), target.host(), target.port(), target.user());
    return user.flows().begin(request, new Wrapped(socket, target));
  }

  private final class Wrapped extends Answers {

    Wrapped(Channel socket, Target target) {
      super(socket, target);
    }

    @Override
    public void answer(ByteBuf payload, @Nullable InetSocketAddress source) {
      ByteBuf datagram = socket.alloc().directBuffer(32 + payload.readableBytes());
      datagram.writeShort(0).writeByte(0);
      try {
        if (source == null) {
          writeAddress(datagram, key.type(), key.host(), key.port());
        } else {
          boolean v4 = source.getAddress() instanceof Inet4Address;
          writeAddress(
              datagram,
              v4 ? Socks5AddressType.IPv4 : Socks5AddressType.IPv6,
              AddressText.of(source.getAddress()),
              source.getPort());
        }
        datagram.writeBytes(payload);
        socket.write(new DatagramPacket(datagram.retain(), key.user()));
        user.flows().written(socket);
      } catch (Exception e) { // Netty's encoder declares it; these addresses are well-formed
        user.flows().counters().countMalformed();
      } finally {
        datagram.release();
        payload.release();
      }
    }

    private static void writeAddress(ByteBuf out, Socks5AddressType type, String host, int port)
        throws Exception {
      out.writeByte(type.byteValue());
      Socks5AddressEncoder.DEFAULT.encodeAddress(type, host, out);
      out.writeShort(port);
    }

    @Override
    public void refused(DialStatus status) {
      user.refusedDatagrams(
          listener.service(),
          key.user(),
          key.host() + ":" + key.port() + ": " + status.textOfDatagrams());
    }
  }
}
