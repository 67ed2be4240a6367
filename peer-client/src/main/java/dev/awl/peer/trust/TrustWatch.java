package dev.awl.peer.trust;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps a {@link TrustStore} equal to its file: another process may trust or revoke while this one
 * runs. One thread, asleep until the directory changes.
 */
public final class TrustWatch implements AutoCloseable {

  private final TrustStore store;
  private final Runnable changed;
  private final Consumer<String> trouble;
  private final WatchService watch;

  private TrustWatch(
      TrustStore store, Runnable changed, Consumer<String> trouble, WatchService watch) {
    this.store = store;
    this.changed = changed;
    this.trouble = trouble;
    this.watch = watch;
  }

  /**
   * Watches from now on; calls come from the watch's own thread.
   *
   * @param home the store's directory; it is made where it does not exist
   * @param changed called after the store holds other peers than before
   * @param trouble hears one line when the file cannot be read; what was known stays
   */
  public static TrustWatch start(
      Path home, TrustStore store, Runnable changed, Consumer<String> trouble)
      throws TrustException {
    try {
      Files.createDirectories(home);
      WatchService watch = home.getFileSystem().newWatchService();
      TrustWatch result = new TrustWatch(store, changed, trouble, watch);
      var unused =
          home.register(
              watch,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
      Thread thread = new Thread(result::run, "awl-trust");
      thread.setDaemon(true);
      thread.start();
      return result;
    } catch (IOException e) {
      throw new TrustException("cannot watch " + home + ": " + e.getMessage(), e);
    }
  }

  private void run() {
    try {
      boolean valid = true;
      while (valid) {
        WatchKey key = watch.take();
        boolean ours =
            key.pollEvents().stream()
                .anyMatch(event -> TrustStore.NAME.equals(String.valueOf(event.context())));
        if (ours) {
          reload();
        }
        valid = key.reset();
      }
      trouble.accept("the home directory is gone; changes of trust are not seen any more");
    } catch (InterruptedException | ClosedWatchServiceException e) {
      // Closed: nothing is left to do.
    }
  }

  private void reload() {
    List<KnownPeer> before = store.peers();
    try {
      store.reload();
    } catch (TrustException e) {
      trouble.accept(String.valueOf(e.getMessage()));
      return;
    }
    if (!store.peers().equals(before)) {
      changed.run();
    }
  }

  @Override
  public void close() {
    try {
      watch.close();
    } catch (IOException e) {
      // Nothing to give back.
    }
  }
}
