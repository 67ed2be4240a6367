package dev.awl.peer.service;

import dev.awl.peer.alg.AlgHelpers;
import dev.awl.peer.channel.FrameHandler;
import dev.awl.peer.channel.FrameKind;
import dev.awl.peer.channel.PeerChannel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The inner side's UDP flows of one channel. */
final class HostFlows implements FrameHandler {

  /** Each has a socket. Above this the one that was quiet for longest makes way. */
  private static final int MOST = 1024;

  private static final long SWEEP_SECONDS = 5;

  private final HostedPeer peer;
  private final PeerChannel channel;
  private final UdpFrame frames =
      new UdpFrame(PooledByteBufAllocator.DEFAULT, FrameKind.UDP_TO_USER);
  private final UdpReassembly.Budget budget = new UdpReassembly.Budget();
  private final Map<Integer, HostFlow> flows = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<Channel> written = new HashSet<>();
  private final ScheduledFuture<?> sweeping;

  HostFlows(HostedPeer peer, PeerChannel channel) {
    this.peer = peer;
    this.channel = channel;
    sweeping =
        channel
            .eventLoop()
            .scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    channel.countDroppedFrames(FrameKind.UDP_TO_USER, counters()::countPathFull);
    channel.closeFuture().addListener(ended -> close());
  }

  PeerChannel channel() {
    return channel;
  }

  UdpFrame frames() {
    return frames;
  }

  UdpCounters counters() {
    return peer.host().udpCounters();
  }

  @Override
  public void frame(ByteBuf frame) {
    if (frame.readableBytes() < 5) {
      counters().countMalformed();
      return;
    }
    int id = frame.readInt();
    int form = frame.readUnsignedByte();
    HostFlow flow = flows.get(id);
    try {
      switch (form) {
        case UdpFrame.OPEN -> open(id, flow, ServiceRequest.decode(frame));
        case UdpFrame.EXPECT -> expect(id, flow, frame);
        case UdpFrame.DATA -> pass(id, flow, frame.retainedSlice());
        case UdpFrame.FRAGMENT ->
            pass(id, flow, flow == null ? null : flow.reassembly().fragment(frame, frame.alloc()));
        case UdpFrame.CLOSED -> {
          if (flow != null) {
            forget(flow);
          }
        }
        default -> counters().countMalformed();
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      counters().countMalformed();
    }
  }

  private void open(int id, @Nullable HostFlow existing, @Nullable ServiceRequest request) {
    if (request == null) {
      counters().countMalformed();
      return;
    }
    if (existing != null) {
      existing.tellOpened();
      return;
    }
    SharedService shared = peer.ask(request.service());
    if (shared == null || !(shared.service().isUdp() || shared.service().isSocks())) {
      tellClosed(id, shared == null ? peer.refusal() : DialStatus.UNKNOWN_SERVICE);
      return;
    }
    if (!peer.hasRoom(shared)) {
      tellClosed(id, DialStatus.BUSY);
      return;
    }
    makeRoom(null);
    Quota quota = peer.host().quota(shared.service().name());
    HostFlow flow =
        AlgHelpers.forScheme(shared.service().protocol()) == null
            ? new HostFlow(this, id, shared.dial(), quota, budget)
            : new RequestFlow(this, id, request.service(), shared.dial(), quota, budget);
    flows.put(id, flow);
    flow.noteUse(
        peer.host()
            .used(new LiveUse(peer, request.service(), () -> end(flow, DialStatus.NOT_ALLOWED))));
    flow.open(channel.eventLoop(), shared.service(), request);
  }

  private void makeRoom(@Nullable HostFlow but) {
    if (flows.size() >= MOST) {
      Iterator<HostFlow> oldest = flows.values().iterator();
      HostFlow first = oldest.next();
      counters().countEvicted();
      end(first == but ? oldest.next() : first, DialStatus.OK);
    }
  }

  /** The answers to a request's flow; asked for again until we have said that they may come. */
  private void expect(int id, @Nullable HostFlow existing, ByteBuf frame) {
    int asking = frame.readInt();
    if (asking == id) {
      counters().countMalformed();
      return;
    }
    if (existing != null) {
      boolean again = existing instanceof AnswerFlow answers && answers.asking() == asking;
      if (again) {
        existing.tellOpened();
      } else {
        tellClosed(id, DialStatus.NOT_ALLOWED);
      }
      return;
    }
    open(asking, flows.get(asking), ServiceRequest.decode(frame));
    if (!(flows.get(asking) instanceof RequestFlow request) || !peer.mayUse(request.service())) {
      tellClosed(id, DialStatus.NOT_ALLOWED);
      return;
    }
    AnswerFlow answers = new AnswerFlow(this, id, request, budget);
    if (!request.expect(answers)) {
      tellClosed(id, DialStatus.NOT_ALLOWED);
      return;
    }
    makeRoom(request);
    flows.put(id, answers);
    answers.tellOpened();
  }

  private void pass(int id, @Nullable HostFlow flow, @Nullable ByteBuf payload) {
    if (flow == null) {
      counters().countUnknownFlow();
      if (payload != null) {
        payload.release();
      }
      tellClosed(id, DialStatus.OK);
    } else if (payload != null) {
      if (flow instanceof AnswerFlow answers) {
        flows.get(answers.asking()); // is in use, too: no other makes way for it
      }
      flow.send(payload);
    }
  }

  /** Ends a flow from here; {@link DialStatus#OK} means that it may be opened again. */
  void end(HostFlow flow, DialStatus status) {
    forget(flow);
    tellClosed(flow.id(), status);
  }

  DialStatus unreached(Service service, String target, DialStatus status) {
    return peer.unreached(service, target, status);
  }

  void tellClosed(int id, DialStatus status) {
    channel.sendFrame(frames.closed(id, status));
    channel.flushFrames();
  }

  private void forget(HostFlow flow) {
    flows.remove(flow.id(), flow);
    flow.close();
  }

  void written(Channel socket) {
    written.add(socket);
  }

  @Override
  public void batchOver() {
    written.forEach(Channel::flush);
    written.clear();
  }

  private void sweep() {
    long now = System.nanoTime();
    for (HostFlow each : List.copyOf(flows.values())) {
      if (!each.isClosed() && each.isIdle(now)) {
        end(each, DialStatus.OK);
      }
    }
  }

  private void close() {
    sweeping.cancel(false);
    for (HostFlow each : List.copyOf(flows.values())) {
      if (!each.isClosed()) {
        forget(each);
      }
    }
  }
}
