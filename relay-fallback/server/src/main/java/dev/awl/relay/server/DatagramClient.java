package dev.awl.relay.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;

/** A client that sends datagrams; answered through the socket its own came in on. */
record DatagramClient(BatchedChannel socket, FiveTuple fiveTuple) implements ClientEnd {

  @Override
  public void hangUp() {
    // Its next request hears that there is no allocation (437).
  }

  @Override
  public void writeMessage(ByteBuf message) {
    socket.writeOrDrop(new DatagramPacket(message, fiveTuple.client()));
  }

  @Override
  public void writeChannelData(int channel, ByteBuf payload) {
    ByteBuf out = ClientFrames.channelData(socket.channel().alloc(), channel, payload, false);
    socket.writeOrDrop(new DatagramPacket(out, fiveTuple.client()));
  }

  @Override
  public void writeIndication(InetSocketAddress peer, ByteBuf payload) {
    ByteBuf out = ClientFrames.indication(socket.channel().alloc(), peer, payload);
    socket.writeOrDrop(new DatagramPacket(out, fiveTuple.client()));
  }
}
