package dev.awl.peer.channel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the virtual channel's pipeline: a bad datagram is no reason for a trace in the log. */
final class QuietTail extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(QuietTail.class);

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("QUIC codec: {}", cause.toString());
  }
}
