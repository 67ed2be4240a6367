package dev.awl.rendezvous;

import dev.awl.wire.rendezvous.PeerId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The directory of a single node; as large as its connections, which are bounded. */
final class MemoryDirectory implements Directory {

  private final Map<PeerId, Entry> entries = new ConcurrentHashMap<>();

  @Override
  public CompletionStage<Optional<Entry>> register(Entry entry) {
    return CompletableFuture.completedFuture(
        Optional.ofNullable(entries.put(entry.key().id(), entry)));
  }

  @Override
  public CompletionStage<Optional<Entry>> find(PeerId peer) {
    return CompletableFuture.completedFuture(Optional.ofNullable(entries.get(peer)));
  }

  @Override
  public void remove(Entry entry) {
    entries.remove(entry.key().id(), entry);
  }
}
