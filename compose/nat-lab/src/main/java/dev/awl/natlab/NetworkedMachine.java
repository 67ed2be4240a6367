package dev.awl.natlab;

import dev.awl.wire.Machine;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts a machine with its own events and commands on the simulated network, which speaks datagrams.
 */
public final class NetworkedMachine<E, C> implements Machine<Datagram, Datagram> {

  private final Machine<E, C> machine;
  private final Function<Datagram, E> received;
  private final Function<C, @Nullable Datagram> execute;

  /**
   * @param received makes the machine's event of an arriving packet
   * @param execute makes a packet of a command; null where the command sends nothing
   */
  public NetworkedMachine(
      Machine<E, C> machine,
      Function<Datagram, E> received,
      Function<C, @Nullable Datagram> execute) {
    this.machine = machine;
    this.received = received;
    this.execute = execute;
  }

  @Override
  public void handle(long now, Datagram datagram) {
    machine.handle(now, received.apply(datagram));
  }

  @Override
  public void handleTimeout(long now) {
    machine.handleTimeout(now);
  }

  @Override
  public @Nullable Datagram poll() {
    for (C command = machine.poll(); command != null; command = machine.poll()) {
      Datagram datagram = execute.apply(command);
      if (datagram != null) {
        return datagram;
      }
    }
    return null;
  }

  @Override
  public long deadline() {
    return machine.deadline();
  }
}
