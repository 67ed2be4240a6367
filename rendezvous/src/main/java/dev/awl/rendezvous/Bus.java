package dev.awl.rendezvous;

import dev.awl.wire.rendezvous.RendezvousMessage;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Carries messages from node to node, to one connection there. */
interface Bus {

  /** From now on messages for this connection of our node go to {@code receiver}. */
  void open(long connection, Consumer<RendezvousMessage> receiver);

  /** From now on there is no such connection. */
  void close(long connection);

  /** Sends a message; the result is false where the connection is gone. */
  CompletionStage<Boolean> send(Directory.Entry to, RendezvousMessage message);
}
