package dev.awl.natlab;

import dev.awl.classifier.DatagramSockets;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The real sockets on a NAT's external address: one a mapped port, opened when it is first used.
 */
final class OutsideSockets {

  private final DatagramSockets plain;
  private final Nat nat; // touched on the one event loop only
  private final Map<InetSocketAddress, InsideHandler> owners = new HashMap<>();
  private final Map<InetSocketAddress, OutsideSocket> sockets = new HashMap<>();
  private final Queue<OutsideSocket> written = new ArrayDeque<>();
  private final Set<InsideHandler> delivered = new HashSet<>();

  /** Ports somebody else on this machine has; the oldest is tried again when there are many. */
  private final Map<Integer, Boolean> taken =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
          return size() > 1024;
        }
      };

  OutsideSockets(DatagramSockets plain, NatType type, InetAddress external, long seed) {
    this.plain = plain;
    this.nat = new Nat(type, external, seed, port -> !taken.containsKey(port));
  }

  void add(InetSocketAddress local, InsideHandler owner) {
    owners.put(local, owner);
  }

  void remove(InetSocketAddress local) {
    owners.remove(local);
    nat.forget(local);
    closeUnmapped();
  }

  /** The address a packet leaves by; null: the NAT drops it. */
  @Nullable InetSocketAddress translate(InetSocketAddress source, InetSocketAddress destination) {
    return nat.outbound(System.nanoTime(), source, destination);
  }

  boolean admitsUntranslated(InetSocketAddress source, InetSocketAddress local) {
    return !nat.type().translates() && nat.inbound(System.nanoTime(), source, local) != null;
  }

  /** Sends a packet from a mapped address, after the next {@link #flush}. Owns the packet. */
  void write(EventLoop loop, InetSocketAddress mapped, DatagramPacket packet) {
    OutsideSocket socket = sockets.get(mapped);
    if (socket == null) {
      // The new mapping exists already: only others' sockets are closed here.
      closeUnmapped();
      socket = new OutsideSocket(this, mapped);
      sockets.put(mapped, socket);
      socket.open(plain, loop);
    }
    if (socket.write(packet)) {
      written.add(socket);
    }
  }

  void flush() {
    for (OutsideSocket socket = written.poll(); socket != null; socket = written.poll()) {
      socket.flush();
    }
  }

  /** A packet from the world, for one of the mapped addresses. Owns the packet. */
  void received(InetSocketAddress mapped, DatagramPacket packet) {
    InetSocketAddress internal = nat.inbound(System.nanoTime(), packet.sender(), mapped);
    InsideHandler owner = internal == null ? null : owners.get(internal);
    if (internal == null || owner == null) {
      packet.release();
      return;
    }
    delivered.add(owner);
    owner.deliver(new DatagramPacket(packet.content(), internal, packet.sender()));
  }

  void readComplete() {
    if (!delivered.isEmpty()) {
      List<InsideHandler> owned = List.copyOf(delivered);
      delivered.clear();
      owned.forEach(InsideHandler::deliveryComplete);
    }
  }

  /** The port is somebody else's: the next packet of this mapping gets another one. */
  void unavailable(InetSocketAddress mapped) {
    taken.put(mapped.getPort(), true);
    nat.release(mapped);
    sockets.remove(mapped);
  }

  /** Closes the sockets of mappings that expired or were forgotten. */
  private void closeUnmapped() {
    sockets
        .values()
        .removeIf(
            socket -> {
              boolean unmapped = !nat.isMapped(socket.mapped());
              if (unmapped) {
                socket.close();
              }
              return unmapped;
            });
  }
}
