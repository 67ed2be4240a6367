package dev.awl.natlab;

import dev.awl.stunserver.BindingResponder;
import dev.awl.stunserver.Corner;
import dev.awl.stunserver.ReplyLimit;
import dev.awl.stunserver.ServedAddresses;
import dev.awl.stunserver.Verdict;
import dev.awl.wire.Machine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;

/** Our STUN server's own answers, on the simulated network: two addresses, two ports. */
final class SimulatedStunServer implements Machine<Datagram, Datagram> {

  static final InetSocketAddress A1P1 = NatTest.at("192.0.2.1:3478");
  static final InetSocketAddress A2P2 = NatTest.at("192.0.2.2:3479");

  /** Direct buffers cost more than all the rest of a run. */
  private static final ByteBufAllocator ON_HEAP = new UnpooledByteBufAllocator(false);

  private final ServedAddresses served =
      new ServedAddresses(A1P1.getAddress(), A2P2.getAddress(), A1P1.getPort(), A2P2.getPort());
  private final BindingResponder responder = new BindingResponder(served, ReplyLimit.DEFAULT);
  private final Queue<Datagram> replies = new ArrayDeque<>();
  private boolean responsePort = true;

  /** Silent to whoever asks for an answer to another port, as servers are that do not know that. */
  static SimulatedStunServer withoutResponsePort() {
    SimulatedStunServer server = new SimulatedStunServer();
    server.responsePort = false;
    return server;
  }

  /** Puts it on a network. */
  void attach(SimulatedNetwork network) {
    network.attach(A1P1.getAddress(), this);
    network.attach(A2P2.getAddress(), this);
  }

  @Override
  public void handle(long now, Datagram datagram) {
    for (Corner corner : Corner.values()) {
      if (datagram.destination().equals(served.of(corner))) {
        ByteBuf request = Unpooled.wrappedBuffer(datagram.payload());
        if (responder.respond(request, datagram.source(), corner) instanceof Verdict.Reply reply
            && (responsePort || reply.to().equals(datagram.source()))) {
          send(reply);
        }
      }
    }
  }

  private void send(Verdict.Reply reply) {
    ByteBuf bytes = reply.encode(ON_HEAP);
    replies.add(new Datagram(served.of(reply.from()), reply.to(), ByteBufUtil.getBytes(bytes)));
    bytes.release();
  }

  @Override
  public void handleTimeout(long now) {}

  @Override
  public Datagram poll() {
    return replies.poll();
  }

  @Override
  public long deadline() {
    return NEVER;
  }
}
