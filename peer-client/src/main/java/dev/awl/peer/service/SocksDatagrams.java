package dev.awl.peer.service;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.socksx.v5.Socks5AddressDecoder;
import io.netty.handler.codec.socksx.v5.Socks5AddressEncoder;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The UDP port of a SOCKS association. Every datagram names the other side in front (RFC 1928
 * section 7): {@code u16 0, u8 fragment, u8 type, address, u16 port}. Each target is a flow.
 * Fragments are dropped, as the RFC allows.
 */
@SuppressWarnings("FutureReturnValueIgnored") // datagrams get lost
final class SocksDatagrams extends ChannelInboundHandlerAdapter {

  private record Target(InetSocketAddress user, Socks5AddressType type, String host, int port) {}

  private final ServiceUser user;
  private final BoundListener listener;
  private final InetAddress from;
  private final Map<Target, UserFlow> flows = new HashMap<>(); // bounded by UserFlows

  /**
   * Serves one association.
   *
   * @param from the only address that datagrams are taken from
   */
  SocksDatagrams(ServiceUser user, BoundListener listener, InetAddress from) {
    this.user = user;
    this.listener = listener;
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
    UserFlow flow = flows.get(target);
    if (flow == null) {
      ServiceRequest request =
          new ServiceRequest(listener.service().name(), host, target.port(), sender);
      flow = user.flows().begin(request, new Answers(socket, target));
      flows.put(target, flow);
    }
    user.flows().send(flow, datagram);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    user.flows().flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    List.copyOf(flows.values()).forEach(user.flows()::end);
  }

  /** The user's port is closed, for instance: no reason to stop. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {}

  /** An address without the zone that Java appends. */
  static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  private final class Answers implements UserFlow.Sink {

    private final Channel socket;
    private final Target target;

    Answers(Channel socket, Target target) {
      this.socket = socket;
      this.target = target;
    }

    @Override
    public void answer(ByteBuf payload, @Nullable InetSocketAddress source) {
      ByteBuf datagram = socket.alloc().directBuffer(32 + payload.readableBytes());
      datagram.writeShort(0).writeByte(0);
      try {
        if (source == null) {
          writeAddress(datagram, target.type(), target.host(), target.port());
        } else {
          boolean v4 = source.getAddress() instanceof Inet4Address;
          writeAddress(
              datagram,
              v4 ? Socks5AddressType.IPv4 : Socks5AddressType.IPv6,
              text(source.getAddress()),
              source.getPort());
        }
        datagram.writeBytes(payload);
        socket.write(new DatagramPacket(datagram.retain(), target.user()));
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
    public void over() {
      flows.remove(target);
    }

    @Override
    public void refused(DialStatus status) {
      user.refusedDatagrams(
          listener.service(),
          target.user(),
          target.host() + ":" + target.port() + ": " + status.textOfDatagrams());
    }
  }
}
