package dev.awl.peer.service;

import dev.awl.peer.channel.FrameHandler;
import dev.awl.peer.channel.FrameKind;
import dev.awl.peer.channel.PeerChannel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The access side's UDP flows to one peer. They outlive a channel: on the next one each is opened
 * again by its next datagram.
 */
final class UserFlows implements FrameHandler {

  /** Above this the one that was quiet for longest makes way. */
  private static final int MOST = 4096;

  private static final long SWEEP_SECONDS = 5;

  private final UdpFrame frames =
      new UdpFrame(PooledByteBufAllocator.DEFAULT, FrameKind.UDP_TO_SERVICE);
  private final UdpCounters counters = new UdpCounters();
  private final UdpReassembly.Budget budget = new UdpReassembly.Budget();
  private final Map<Integer, UserFlow> flows = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<Channel> written = new HashSet<>();
  private PeerChannel channel;
  private @Nullable ScheduledFuture<?> sweeping;
  private int nextId;

  UserFlows(PeerChannel channel) {
    this.channel = channel;
    attach(channel);
  }

  void attach(PeerChannel to) {
    channel = to;
    channel.acceptFrames(FrameKind.UDP_TO_USER, this);
    channel.countDroppedFrames(FrameKind.UDP_TO_SERVICE, counters::countPathFull);
    List.copyOf(flows.values()).forEach(UserFlow::reopen);
  }

  UdpCounters counters() {
    return counters;
  }

  /** A new flow; nothing is sent yet. */
  UserFlow begin(ServiceRequest request, UserFlow.Sink sink) {
    return begin(request, null, sink);
  }

  /** A new flow for the answers to another one; {@link #ask} opens it. */
  UserFlow expect(UserFlow asking, UserFlow.Sink sink) {
    return begin(asking.request(), asking, sink);
  }

  /** Asks the peer to open it, before there is anything to send. */
  void ask(UserFlow flow) {
    channel.sendFrame(flow.opening(frames));
    channel.flushFrames();
  }

  private UserFlow begin(ServiceRequest request, @Nullable UserFlow asking, UserFlow.Sink sink) {
    if (flows.size() >= MOST) {
      counters.countEvicted();
      end(flows.values().iterator().next());
    }
    if (sweeping == null) {
      EventLoop loop = channel.eventLoop();
      sweeping =
          loop.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }
    UserFlow flow = new UserFlow(nextId++, request, asking, sink, budget);
    flows.put(flow.id(), flow);
    return flow;
  }

  /** A user's datagram; {@link #flush} follows. Borrowed. */
  void send(UserFlow flow, ByteBuf payload) {
    flows.get(flow.id()); // it is the newest now
    if (!flow.isOpened()) {
      channel.sendFrame(flow.opening(frames));
    }
    counters.countPassed();
    frames.send(channel, flow.id(), flow.use(), payload);
  }

  void flush() {
    channel.flushFrames();
  }

  @Override
  public void frame(ByteBuf frame) {
    if (frame.readableBytes() < 5) {
      counters.countMalformed();
      return;
    }
    UserFlow flow = flows.get(frame.readInt());
    if (flow == null) {
      counters.countUnknownFlow();
      return;
    }
    try {
      switch (frame.readUnsignedByte()) {
        case UdpFrame.OPENED -> flow.opened(ServiceRequest.address(frame), frame.readUnsignedInt());
        case UdpFrame.DATA -> answer(flow, frame.retainedSlice());
        case UdpFrame.FRAGMENT -> {
          ByteBuf payload = flow.reassembly().fragment(frame, frame.alloc());
          if (payload != null) {
            answer(flow, payload);
          }
        }
        case UdpFrame.CLOSED -> closed(flow, DialStatus.of(frame.readUnsignedByte()));
        default -> counters.countMalformed();
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      counters.countMalformed();
    }
  }

  private void answer(UserFlow flow, ByteBuf payload) {
    counters.countPassed();
    flow.answer(payload);
  }

  /** The peer has forgotten it, or refuses it: either way, the next datagram asks again. */
  private void closed(UserFlow flow, DialStatus status) {
    flow.reopen();
    if (status != DialStatus.OK) {
      flow.refused(status);
    }
  }

  /** This socket was written to and is flushed at the end of the batch. */
  void written(Channel socket) {
    written.add(socket);
  }

  @Override
  public void batchOver() {
    written.forEach(Channel::flush);
    written.clear();
  }

  void end(UserFlow flow) {
    if (flows.remove(flow.id(), flow)) {
      channel.sendFrame(frames.closed(flow.id(), DialStatus.OK));
      channel.flushFrames();
      flow.close();
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    for (UserFlow each : List.copyOf(flows.values())) {
      if (each.isIdle(now)) {
        end(each);
      }
    }
  }

  void close() {
    if (sweeping != null) {
      sweeping.cancel(false);
    }
    List.copyOf(flows.values()).forEach(this::end);
  }
}
