package dev.awl.natlab;

import dev.awl.classifier.DetectionCommand;
import dev.awl.classifier.DetectionCommand.Send;
import dev.awl.classifier.DetectionEvent;
import dev.awl.classifier.DetectionEvent.Received;
import dev.awl.classifier.DetectionEvent.Started;
import dev.awl.wire.Machine;
import dev.awl.wire.stun.StunDecoder;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.StunMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A machine of NAT tests on the simulated network, behind a NAT, before our STUN server. */
final class SimulatedDetection {

  static final InetAddress PUBLIC = NatTest.at("203.0.113.11:1").getAddress();

  private static final InetSocketAddress INSIDE = NatTest.at("192.168.1.2:40000");
  private static final long SEED_OF_NAT = 77;

  private final SimulatedNetwork network;
  private final Nat nat;
  private final List<InetSocketAddress> locals;
  private DetectionCommand last;

  SimulatedDetection(NatType type, int sockets, double loss, long seed) {
    this(type, sockets, loss, seed, new SimulatedStunServer());
  }

  SimulatedDetection(
      NatType type, int sockets, double loss, long seed, SimulatedStunServer server) {
    network = new SimulatedNetwork(seed);
    network.setDelay(Duration.ofMillis(25), Duration.ZERO);
    network.setLoss(loss);
    server.attach(network);
    nat = new Nat(type, PUBLIC, seed ^ SEED_OF_NAT);
    InetAddress local = type.translates() ? INSIDE.getAddress() : PUBLIC;
    locals =
        IntStream.range(0, sockets)
            .mapToObj(i -> new InetSocketAddress(local, INSIDE.getPort() + i))
            .toList();
  }

  /** Runs it until it has sent a command of that kind. */
  <C extends DetectionCommand> C run(
      Function<List<InetSocketAddress>, Machine<DetectionEvent, DetectionCommand>> tests,
      Class<C> result,
      Duration limit) {
    Machine<DetectionEvent, DetectionCommand> machine = tests.apply(locals);
    machine.handle(network.now(), new Started());
    network.attach(
        locals.get(0).getAddress(),
        nat,
        new NetworkedMachine<>(
            machine,
            datagram ->
                new Received(
                    locals.indexOf(datagram.destination()), datagram.source(), decoded(datagram)),
            this::execute));
    if (!network.run(() -> result.isInstance(last), limit)) {
      throw new AssertionError("no " + result.getSimpleName() + " within " + limit);
    }
    return result.cast(last);
  }

  private static StunMessage decoded(Datagram datagram) {
    try {
      return StunDecoder.decode(Unpooled.wrappedBuffer(datagram.payload()));
    } catch (StunFormatException e) {
      throw new AssertionError(e);
    }
  }

  private Datagram execute(DetectionCommand command) {
    if (command instanceof Send send) {
      ByteBuf bytes = Unpooled.buffer(64);
      StunEncoder.encode(send.message(), bytes);
      return new Datagram(locals.get(send.socket()), send.to(), ByteBufUtil.getBytes(bytes));
    }
    last = command;
    return null;
  }
}
