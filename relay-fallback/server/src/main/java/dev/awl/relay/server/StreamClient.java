package dev.awl.relay.server;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** A client on a TCP connection. */
record StreamClient(BatchedChannel connection, FiveTuple fiveTuple) implements ClientEnd {

  @Override
  public void hangUp() {
    var unused = connection.channel().close();
  }

  @Override
  public void writeMessage(ByteBuf message) {
    connection.write(message);
  }

  @Override
  public void writeChannelData(int channel, ByteBuf payload) {
    connection.writeOrDrop(
        ClientFrames.channelData(connection.channel().alloc(), channel, payload, true));
  }

  @Override
  public void writeIndication(InetSocketAddress peer, ByteBuf payload) {
    connection.writeOrDrop(ClientFrames.indication(connection.channel().alloc(), peer, payload));
  }
}
