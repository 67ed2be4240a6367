package dev.awl.stunserver;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.util.concurrent.TimeUnit;

/** What a TCP connection passes through. */
final class StreamPipeline extends ChannelInitializer<Channel> {

  private final Corner corner;
  private final StreamServices services;

  StreamPipeline(Corner corner, StreamServices services) {
    this.corner = corner;
    this.services = services;
  }

  @Override
  protected void initChannel(Channel channel) {
    channel
        .pipeline()
        .addLast(new BindingFrames())
        // behind the frames: single bytes keep no connection open
        .addLast(new ReadTimeoutHandler(services.limit().idle().toMillis(), TimeUnit.MILLISECONDS))
        .addLast(new StreamBindingHandler(corner, services));
  }
}
