package dev.awl.peer.service;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The access end of a flow: one user address, one target. */
final class UserFlow {

  /** Where the service's answers go. */
  interface Sink {
    /**
     * A payload from the service. Owned.
     *
     * @param from its source, as the inner peer has said it
     */
    void answer(ByteBuf payload, @Nullable InetSocketAddress from);

    /** The peer has opened the flow, for the first time or again. */
    default void opened() {}

    /** The peer has forgotten the flow, or is another one now; the next datagram opens it again. */
    default void forgotten() {}

    /** The flow is gone; the next datagram of the user begins another one. */
    void over();

    /** The peer refuses it. */
    void refused(DialStatus status);
  }

  /** Until the peer has said how long it keeps the flow. */
  private static final long UNOPENED_SECONDS = 30;

  /** We forget a little later than the peer, who tells us. */
  private static final long LATER_SECONDS = 10;

  private final int id;
  private final ServiceRequest request;
  private final @Nullable UserFlow asking;
  private final Sink sink;
  private final UdpReassembly reassembly;
  private boolean opened;
  private @Nullable InetSocketAddress target;
  private long idleSeconds = UNOPENED_SECONDS;
  private long usedAt = System.nanoTime();
  private int sent;

  /**
   * A flow that is not open yet.
   *
   * @param asking the flow to which this one brings the answers; null: it brings its own
   */
  UserFlow(
      int id,
      ServiceRequest request,
      @Nullable UserFlow asking,
      Sink sink,
      UdpReassembly.Budget budget) {
    this.id = id;
    this.asking = asking;
    this.request = request;
    this.sink = sink;
    this.reassembly = new UdpReassembly(budget);
  }

  int id() {
    return id;
  }

  ServiceRequest request() {
    return request;
  }

  UdpReassembly reassembly() {
    return reassembly;
  }

  /** Asks the peer to open it. */
  ByteBuf opening(UdpFrame frames) {
    UserFlow asked = asking;
    return asked == null ? frames.open(id, request) : frames.expect(id, asked.id, request);
  }

  boolean isOpened() {
    return opened;
  }

  void opened(@Nullable InetSocketAddress at, long idle) {
    opened = true;
    target = at;
    idleSeconds = idle + LATER_SECONDS;
    sink.opened();
  }

  /** It has to be opened again: another channel, or the peer has forgotten it. */
  void reopen() {
    opened = false;
    sink.forgotten();
  }

  /** The number of the next datagram of the user. */
  int use() {
    usedAt = System.nanoTime();
    return sent++;
  }

  boolean isIdle(long now) {
    return now - usedAt > idleSeconds * 1_000_000_000L;
  }

  void answer(ByteBuf payload) {
    usedAt = System.nanoTime();
    sink.answer(payload, target);
  }

  void refused(DialStatus status) {
    sink.refused(status);
  }

  void close() {
    reassembly.close();
    sink.over();
  }
}
