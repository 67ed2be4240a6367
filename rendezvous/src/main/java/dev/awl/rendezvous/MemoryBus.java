package dev.awl.rendezvous;

import dev.awl.wire.rendezvous.RendezvousMessage;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The bus of a single node: straight to the connection. */
final class MemoryBus implements Bus {

  private final Map<Long, Consumer<RendezvousMessage>> connections = new ConcurrentHashMap<>();

  @Override
  public void open(long connection, Consumer<RendezvousMessage> receiver) {
    connections.put(connection, receiver);
  }

  @Override
  public void close(long connection) {
    connections.remove(connection);
  }

  @Override
  public CompletionStage<Boolean> send(Directory.Entry to, RendezvousMessage message) {
    Consumer<RendezvousMessage> receiver = connections.get(to.connection());
    if (receiver != null) {
      receiver.accept(message);
    }
    return CompletableFuture.completedFuture(receiver != null);
  }
}
