package dev.awl.relay.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A relayed port as a datagram channel. Behind a 1:1 NAT, relayed addresses of this server that
 * talk to each other do so by their bound addresses, as many NATs do not hairpin.
 */
final class NettyRelayedSocket implements RelayedSocket {

  private final RelayWorker worker;
  private final BatchedChannel channel;
  private final RelayedAddress address;
  private final InetSocketAddress external;
  private final RelayedRegistry registry;
  private @Nullable Allocation allocation;

  NettyRelayedSocket(
      RelayWorker worker,
      Channel channel,
      RelayedAddress address,
      int port,
      RelayedRegistry registry) {
    this.worker = worker;
    this.channel = worker.batched(channel);
    this.address = address;
    this.external = new InetSocketAddress(address.external(), port);
    this.registry = registry;
  }

  ChannelHandler handler() {
    return new Inbound();
  }

  private final class Inbound extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (allocation == null
          || !(message instanceof DatagramPacket packet)
          || packet.content().readableBytes() >= DatagramSockets.SEGMENT) {
        worker.counters().overflow.increment();
        ReferenceCountUtil.release(message);
        return;
      }
      allocation.relayToClient(worker.now(), announced(packet.sender()), packet.content());
    }

    /** The kernel refused one datagram: no route, too big. The peer misses it, nobody else. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      worker.counters().overflow.increment();
    }
  }

  private InetSocketAddress announced(InetSocketAddress source) {
    boolean ours = address.isTranslated() && source.getAddress().equals(address.bind());
    return ours ? new InetSocketAddress(address.external(), source.getPort()) : source;
  }

  private InetSocketAddress reachable(InetSocketAddress peer) {
    boolean ours = address.isTranslated() && peer.getAddress().equals(address.external());
    return ours ? new InetSocketAddress(address.bind(), peer.getPort()) : peer;
  }

  @Override
  public InetSocketAddress external() {
    return external;
  }

  @Override
  public void send(InetSocketAddress peer, ByteBuf payload) {
    if (payload.isReadable()) {
      channel.writeOrDrop(new DatagramPacket(payload, reachable(peer)));
    } else {
      sendAlone(peer, payload, false);
    }
  }

  @Override
  public void sendUnfragmented(InetSocketAddress peer, ByteBuf payload) {
    sendAlone(peer, payload, true);
  }

  private void sendAlone(InetSocketAddress peer, ByteBuf payload, boolean unfragmented) {
    try {
      if (unfragmented) {
        LoneSender.sendUnfragmented(channel.channel(), address.bind(), reachable(peer), payload);
      } else {
        LoneSender.send(channel.channel(), reachable(peer), payload);
      }
    } catch (IOException | ChannelException tooLongOrFull) {
      worker.counters().overflow.increment();
    } finally {
      payload.release();
    }
  }

  @Override
  public void attach(Allocation owner) {
    allocation = owner;
  }

  @Override
  public void close() {
    registry.giveBack(external);
    allocation = null;
    var unused = channel.channel().close();
  }
}
