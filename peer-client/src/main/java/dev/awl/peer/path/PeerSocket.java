package dev.awl.peer.path;

import dev.awl.classifier.DatagramSockets;
import dev.awl.peer.punch.Path;
import dev.awl.relay.client.RelaySession;
import dev.awl.wire.DatagramKind;
import dev.awl.wire.stun.StunClass;
import dev.awl.wire.stun.StunDecoder;
import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.Username;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The peer's one UDP socket, and what arrives on it sorted by kind (RFC 9443) and source. STUN,
 * probes, TURN and QUIC share it, because a NAT's mapping belongs to the socket.
 *
 * <p>Everything runs on its event loop. Whatever fits nothing is counted and dropped.
 */
public final class PeerSocket {

  private static final int MAX_SESSIONS = 256;
  private static final int MAX_SOURCES = 8 * MAX_SESSIONS;

  private final SocketCounters counters = new SocketCounters();
  private final Map<String, SessionPaths> byUsername = new HashMap<>();
  private final Map<InetSocketAddress, SessionPaths> bySource = new HashMap<>();
  private final List<SessionPaths> touched = new ArrayList<>();
  private final BindingRequests requests;
  private final Channel channel;
  private final EventLoop loop;
  private final boolean segmented;
  private boolean flushScheduled;
  private @Nullable RelaySession relay;
  private @Nullable InetSocketAddress relayServer;

  private PeerSocket(Channel channel) {
    this.channel = channel;
    this.loop = channel.eventLoop();
    this.segmented = Segments.supportedBy(channel);
    this.requests = new BindingRequests(channel);
  }

  /** Opens the socket; the promise fails with a {@code BindException} where the port is taken. */
  public static Future<PeerSocket> open(
      EventLoop loop, DatagramSockets sockets, InetSocketAddress local) {
    Promise<PeerSocket> opened = loop.newPromise();
    Sorter sorter = new Sorter();
    sockets
        .open(loop, local, sorter)
        .addListener(
            (io.netty.channel.ChannelFuture bound) -> {
              if (!bound.isSuccess()) {
                opened.setFailure(bound.cause());
                return;
              }
              PeerSocket socket = new PeerSocket(bound.channel());
              sorter.owner = socket;
              opened.setSuccess(socket);
            });
    return opened;
  }

  public EventLoop loop() {
    return loop;
  }

  public Channel channel() {
    return channel;
  }

  public SocketCounters counters() {
    return counters;
  }

  /** The local address; the IP is the wildcard where the socket was opened on it. */
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Asks a STUN server for the mapped address; null to {@code answer} when nothing came back. */
  public void askMappedAddress(
      InetSocketAddress server, Consumer<@Nullable InetSocketAddress> answer) {
    requests.askMappedAddress(server, answer);
  }

  /** Notes a probe that the session sends on {@code path}; null when too many are out. */
  @Nullable TransactionId noteProbe(Path path, SessionPaths session) {
    return requests.noteProbe(path, session);
  }

  /** Sends datagrams from the socket; with {@code segmentSize} > 0 several of that size in one. */
  void write(ByteBuf datagrams, int segmentSize, InetSocketAddress remote) {
    if (segmentSize > 0 && datagrams.readableBytes() > segmentSize && segmented) {
      writePacket(new SegmentedDatagramPacket(datagrams, segmentSize, remote));
    } else {
      Segments.forEach(
          datagrams, segmentSize, each -> writePacket(new DatagramPacket(each, remote)));
    }
  }

  private void writePacket(DatagramPacket packet) {
    var unused = channel.write(packet, channel.voidPromise());
  }

  void flush() {
    channel.flush();
  }

  /** From now on this relay's messages come through the socket; null: no more. */
  void useRelay(@Nullable RelaySession session, @Nullable InetSocketAddress server) {
    relay = session;
    relayServer = server;
  }

  /** Gives the session the probes with its USERNAME. False: there are too many sessions. */
  boolean add(SessionPaths session) {
    if (byUsername.size() >= MAX_SESSIONS) {
      return false;
    }
    byUsername.put(session.peerUsername(), session);
    return true;
  }

  void remove(SessionPaths session) {
    byUsername.values().removeIf(session::equals);
    bySource.values().removeIf(session::equals);
    touched.removeIf(session::equals);
    requests.forget(session);
  }

  /** QUIC from this source belongs to the session from now on: an authentic probe came from it. */
  void claim(InetSocketAddress source, SessionPaths session) {
    if (bySource.size() < MAX_SOURCES || bySource.containsKey(source)) {
      bySource.put(source, session);
    }
  }

  /** A datagram that the allocation received from {@code source}; borrowed. */
  void receiveRelayed(InetSocketAddress source, ByteBuf datagram) {
    switch (DatagramKind.of(datagram, false)) {
      case STUN -> onStun(Path.throughAllocation(source), datagram);
      case QUIC -> onQuic(Path.Via.ALLOCATION, source, datagram.retain());
      case CHANNEL_DATA, UNKNOWN -> counters.foreign++;
    }
  }

  private void receive(DatagramPacket packet) {
    InetSocketAddress source = packet.sender();
    ByteBuf datagram = packet.content();
    boolean fromRelay = source.equals(relayServer);
    switch (DatagramKind.of(datagram, fromRelay)) {
      case QUIC -> onQuic(Path.Via.SOCKET, source, datagram);
      case STUN -> {
        onStun(Path.direct(source), datagram);
        packet.release();
      }
      case CHANNEL_DATA -> {
        if (relay != null) {
          relay.receive(datagram);
        }
        packet.release();
      }
      case UNKNOWN -> {
        counters.malformed++;
        packet.release();
      }
    }
  }

  private void onQuic(Path.Via via, InetSocketAddress source, ByteBuf datagram) {
    SessionPaths session = bySource.get(source);
    if (session == null) {
      counters.strangerQuic++;
      datagram.release();
      return;
    }
    touch(session);
    session.receiveQuic(via, source, datagram);
  }

  private void onStun(Path path, ByteBuf raw) {
    StunMessage message;
    try {
      message = StunDecoder.decode(raw);
    } catch (StunFormatException e) {
      counters.malformed++;
      return;
    }
    if (message.method() != StunMethod.BINDING) {
      onTurn(path, raw);
    } else if (message.isResponse()) {
      if (!requests.answered(path, message, raw)) {
        counters.foreign++;
      }
    } else if (message.type() == StunClass.REQUEST) {
      onProbe(path, message, raw);
    }
  }

  private void onTurn(Path path, ByteBuf raw) {
    if (relay != null && path.via() == Path.Via.SOCKET && path.remote().equals(relayServer)) {
      relay.receive(raw);
    } else {
      counters.foreign++;
    }
  }

  private void onProbe(Path path, StunMessage probe, ByteBuf raw) {
    Username username = probe.find(Username.class);
    SessionPaths session = username == null ? null : byUsername.get(username.text());
    if (session == null) {
      counters.unknownSession++;
      return;
    }
    if (!session.onProbe(path, probe, raw)) {
      counters.forged++;
    }
  }

  private void touch(SessionPaths session) {
    if (!touched.contains(session)) {
      touched.add(session);
    }
    if (!flushScheduled) {
      flushScheduled = true;
      loop.execute(this::readBatchOver); // for datagrams from a relay's TCP connection
    }
  }

  private void readBatchOver() {
    flushScheduled = false;
    if (touched.isEmpty()) {
      return;
    }
    List<SessionPaths> batch = List.copyOf(touched);
    touched.clear();
    batch.forEach(SessionPaths::readBatchOver);
  }

  public void close() {
    requests.close();
    var unused = channel.close();
  }

  /** Hands datagrams to the owner; what comes before there is one is dropped. */
  private static final class Sorter extends ChannelInboundHandlerAdapter {
    @Nullable PeerSocket owner;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      PeerSocket socket = owner;
      if (socket == null || !(message instanceof DatagramPacket packet)) {
        ReferenceCountUtil.release(message);
        return;
      }
      socket.receive(packet);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      PeerSocket socket = owner;
      if (socket != null) {
        socket.readBatchOver();
      }
      context.fireChannelReadComplete();
    }

    /** ICMP errors of earlier datagrams surface here: the paths' own time-outs deal with them. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      PeerSocket socket = owner;
      if (socket != null) {
        socket.counters.foreign++;
      }
    }
  }
}
