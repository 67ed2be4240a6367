package dev.awl.relay.client;

import dev.awl.wire.AddressText;
import dev.awl.wire.Machine;
import dev.awl.wire.stun.ChannelData;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.Data;
import dev.awl.wire.stun.attribute.XorPeerAddress;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One allocation on a relay: the shell of {@link RelayClient}. All calls on its event loop. */
public final class RelaySession {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** Room for a Send indication's header and peer address before the payload is added. */
  private static final int INDICATION_OVERHEAD = 56;

  private final EventLoop loop;
  private final RelayListener listener;
  private final RelayClient client;
  private final long startedAt = System.nanoTime();
  private final RelayTransport transport;
  private @Nullable ScheduledFuture<?> timer;
  private long timerAt = Machine.NEVER;
  private boolean draining;
  private boolean closing;
  private long droppedEarly;

  /** Shares the owner's socket; the owner hands every datagram from server to receive(). */
  public static RelaySession overUdp(
      Channel socket, InetSocketAddress server, RelayCredentials c, RelayListener l) {
    requireResolved(server);
    RelaySession session = new RelaySession(socket, server, c, l);
    session.runLater(new RelayEvent.Start());
    return session;
  }

  /** Opens its own TCP connection. */
  public static RelaySession overTcp(
      EventLoop loop, InetSocketAddress server, RelayCredentials c, RelayListener l) {
    return overStream(loop, server, StreamLayers.PLAIN, c, l);
  }

  /** Opens its own TLS connection; {@code host} is whom the certificate must name. */
  public static RelaySession overTls(
      EventLoop loop,
      InetSocketAddress server,
      String host,
      SslContext tls,
      RelayCredentials c,
      RelayListener l) {
    return overStream(loop, server, new StreamLayers(tls, host, null), c, l);
  }

  /** Opens its own WebSocket to {@code uri} at {@code server}; with TLS where it is given. */
  public static RelaySession overWebSocket(
      EventLoop loop,
      InetSocketAddress server,
      URI uri,
      @Nullable SslContext tls,
      RelayCredentials c,
      RelayListener l) {
    return overStream(loop, server, new StreamLayers(tls, uri.getHost(), uri), c, l);
  }

  private static RelaySession overStream(
      EventLoop loop,
      InetSocketAddress server,
      StreamLayers layers,
      RelayCredentials c,
      RelayListener l) {
    requireResolved(server);
    RelaySession session = new RelaySession(loop, server, layers, c, l);
    loop.execute(((TcpTransport) session.transport)::connect);
    return session;
  }

  private static void requireResolved(InetSocketAddress server) {
    if (server.isUnresolved()) {
      throw new IllegalArgumentException(
          "relay " + server.getHostString() + ": its name was not resolved");
    }
  }

  private RelaySession(
      Channel socket, InetSocketAddress server, RelayCredentials c, RelayListener listener) {
    this.loop = socket.eventLoop();
    this.listener = listener;
    this.client = new RelayClient(c, false, RANDOM);
    this.transport = new UdpTransport(socket, server, () -> runLater(new RelayEvent.Start()));
  }

  private RelaySession(
      EventLoop loop,
      InetSocketAddress server,
      StreamLayers layers,
      RelayCredentials c,
      RelayListener listener) {
    this.loop = loop;
    this.listener = listener;
    this.client = new RelayClient(c, true, RANDOM);
    this.transport = new TcpTransport(loop, server, layers, new StreamEvents());
  }

  private final class StreamEvents implements TcpTransport.Events {
    @Override
    public void opened() {
      run(new RelayEvent.Start());
    }

    @Override
    public void received(ByteBuf message) {
      receive(message);
    }

    @Override
    public void lost(String reason) {
      run(new RelayEvent.TransportLost(reason));
    }
  }

  /** Takes a message that came from {@link #server}; borrowed: not released. */
  public void receive(ByteBuf message) {
    assert loop.inEventLoop();
    if (!message.isReadable()) {
      return;
    }
    if (message.getByte(message.readerIndex()) >= 0x40) {
      receiveChannelData(message);
    } else {
      run(new RelayEvent.Received(message));
    }
  }

  private void receiveChannelData(ByteBuf message) {
    int start = message.readerIndex();
    if (message.readableBytes() < ChannelData.HEADER_LENGTH) {
      return;
    }
    int length = message.getUnsignedShort(start + 2);
    InetSocketAddress peer = client.peerOf(message.getUnsignedShort(start));
    if (peer == null || length > message.readableBytes() - ChannelData.HEADER_LENGTH) {
      return;
    }
    client.heard();
    listener.data(peer, message.slice(start + ChannelData.HEADER_LENGTH, length));
  }

  /** Lets packets of this peer through, and keeps doing so. */
  public void permit(InetAddress peer) {
    run(new RelayEvent.Permit(peer));
  }

  /** Asks for a channel, kept refreshed; ChannelData to and from this peer once it is granted. */
  public void bindChannel(InetSocketAddress peer) {
    run(new RelayEvent.BindChannel(peer));
  }

  /** Stops keeping the permission and channels of this peer. */
  public void forget(InetAddress peer) {
    run(new RelayEvent.Forget(peer));
  }

  /** Sends to a permitted peer; the payload is owned: released here. Flush afterwards. */
  public void send(InetSocketAddress peer, ByteBuf payload) {
    assert loop.inEventLoop();
    if (client.state() != AllocationState.ALLOCATED) {
      droppedEarly++;
      payload.release();
      return;
    }
    int channel = client.channelOf(peer);
    if (channel == RelayPeer.NO_CHANNEL) {
      sendIndication(peer, payload);
    } else {
      ByteBuf header = transport.buffer(ChannelData.HEADER_LENGTH);
      ChannelData.writeHeader(channel, payload.readableBytes(), header);
      transport.writeChannelData(header, payload);
    }
    if (client.sent()) {
      run(new RelayEvent.SentUnheard());
    }
  }

  private void sendIndication(InetSocketAddress peer, ByteBuf payload) {
    ByteBuf out = transport.buffer(INDICATION_OVERHEAD + payload.readableBytes());
    // Nobody answers an indication: its ID need not be unguessable (RFC 8656 section 11.1).
    TransactionId id = TransactionId.random(ThreadLocalRandom.current());
    StunEncoder.encode(
        StunMessage.indication(StunMethod.SEND, id, new XorPeerAddress(peer), new Data(payload)),
        out);
    payload.release();
    transport.writeMessage(out);
  }

  public void flush() {
    transport.flush();
  }

  /** Where peers reach us; null before the allocation. */
  public @Nullable InetSocketAddress relayed() {
    return client.relayed();
  }

  /** Whom this session talks to; may change before the allocation, when the relay says so (300). */
  public InetSocketAddress server() {
    return transport.server();
  }

  /** Packets that were sent before there was an allocation or after it ended: dropped. */
  public long droppedEarly() {
    return droppedEarly;
  }

  /** Ends the allocation: Refresh with lifetime 0. No callback follows. */
  public void close() {
    assert loop.inEventLoop();
    closing = true;
    run(new RelayEvent.Close());
  }

  private void runLater(RelayEvent event) {
    loop.execute(() -> run(event));
  }

  private void run(RelayEvent event) {
    assert loop.inEventLoop();
    client.handle(now(), event);
    drain();
  }

  /** Callbacks may call back into the session: the outermost call does all the work. */
  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    try {
      RelayCommand command;
      boolean wrote = false;
      while ((command = client.poll()) != null) {
        wrote |= command instanceof RelayCommand.Transmit;
        execute(command);
      }
      if (wrote) {
        transport.flush();
      }
    } finally {
      draining = false;
    }
    schedule();
  }

  private void execute(RelayCommand command) {
    if (command instanceof RelayCommand.Transmit transmit) {
      ByteBuf out = transport.buffer(256);
      StunEncoder.encode(transmit.message(), out, transmit.protection());
      transport.writeMessage(out);
    } else if (command instanceof RelayCommand.Redirect redirect) {
      transport.redirect(redirect.server());
      if (!closing) {
        listener.redirected(redirect.server());
      }
    } else if (command instanceof RelayCommand.Closed) {
      transport.close();
    } else if (!closing) {
      tellOwner(command);
    }
  }

  private void tellOwner(RelayCommand command) {
    if (command instanceof RelayCommand.Deliver deliver) {
      listener.data(deliver.peer(), deliver.payload());
    } else if (command instanceof RelayCommand.Allocated allocated) {
      listener.allocated(allocated.relayed(), allocated.mapped());
    } else if (command instanceof RelayCommand.Permitted permitted) {
      listener.permitted(permitted.peer());
    } else if (command instanceof RelayCommand.Refused refused) {
      listener.refused(refused.peer(), refused.reason());
    } else if (command instanceof RelayCommand.Failed failed) {
      InetSocketAddress server = transport.server();
      transport.close();
      listener.failed("relay " + AddressText.of(server) + ": " + failed.reason());
    }
  }

  private void schedule() {
    long deadline = client.deadline();
    if (deadline >= timerAt && timer != null) {
      return; // the timer fires earlier and looks again: cheaper than a new one for every event
    }
    if (timer != null) {
      timer.cancel(false);
      timer = null;
      timerAt = Machine.NEVER;
    }
    if (deadline != Machine.NEVER) {
      timerAt = deadline;
      timer = loop.schedule(this::timedOut, deadline - now(), TimeUnit.NANOSECONDS);
    }
  }

  private void timedOut() {
    timer = null;
    timerAt = Machine.NEVER;
    client.handleTimeout(now());
    drain();
  }

  private long now() {
    return System.nanoTime() - startedAt;
  }
}
