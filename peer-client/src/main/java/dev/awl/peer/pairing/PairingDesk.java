package dev.awl.peer.pairing;

import dev.awl.peer.identity.Identity;
import dev.awl.peer.registration.RendezvousLink;
import dev.awl.wire.rendezvous.MailboxEnd;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Pairing at one peer: the codes it shows and those it tries. {@link #showCodes} and {@link #pair}
 * may be called from any thread; the rest belongs to the event loop.
 */
public final class PairingDesk {

  /** More than a person types at once. */
  private static final int MAX_TRIES = 8;

  private final EventLoop loop;
  private final Identity self;
  private final Supplier<@Nullable RendezvousLink> link;
  private final Supplier<@Nullable RendezvousLink> reachable;
  private final Map<Integer, Try> tries = new HashMap<>();
  private @Nullable CodeHost host;

  /**
   * A desk that shows no code yet.
   *
   * @param link the way to the rendezvous; null while there is none
   * @param reachable the same, while who pairs by our code reaches this process
   */
  public PairingDesk(
      EventLoop loop,
      Identity self,
      Supplier<@Nullable RendezvousLink> link,
      Supplier<@Nullable RendezvousLink> reachable) {
    this.loop = loop;
    this.self = self;
    this.link = link;
    this.reachable = reachable;
  }

  /** Keeps what a pairing brings. Called on a thread that may wait for a disk. */
  public interface Store {
    /** Keeps the peer, or says in one line why it cannot. */
    void keep(PairedPeer peer) throws Exception;
  }

  /**
   * Shows a code from now on, and always a new one when it is used up.
   *
   * @param name what we call ourselves towards who pairs
   */
  public void showCodes(String name, PairingListener listener) {
    loop.execute(
        () -> {
          if (host != null) {
            host.close();
          }
          host = new CodeHost(loop, reachable, self, name, listener);
          host.ask();
        });
  }

  /** Shows no code any more. */
  public void hideCodes() {
    loop.execute(
        () -> {
          if (host != null) {
            host.close();
            host = null;
          }
        });
  }

  /**
   * Tries a code. The future brings the peer that shows it, once both sides have stored the other's
   * key, or fails with a {@link PairingException} within half a minute.
   */
  public Future<PairedPeer> pair(PairingCode code, String name, Store store) {
    Promise<PairedPeer> outcome = loop.newPromise();
    loop.execute(() -> pair(code, name, store, outcome));
    return outcome;
  }

  private void pair(PairingCode code, String name, Store store, Promise<PairedPeer> outcome) {
    if (link.get() == null) {
      outcome.setFailure(unavailable("not registered at a rendezvous server"));
    } else if (tries.size() >= MAX_TRIES || tries.containsKey(code.mailbox())) {
      outcome.setFailure(unavailable("code " + code.mailbox() + " is being tried already"));
    } else if (host != null && host.has(code.mailbox())) {
      outcome.setFailure(unavailable("that is this peer's own code; type it on the other machine"));
    } else {
      Try attempt = new Try(outcome, store);
      PairingRun run = new PairingRun(loop, link, new ConnectingSide(code, self, name), attempt);
      attempt.run = run;
      tries.put(code.mailbox(), attempt);
      outcome.addListener(done -> tries.remove(code.mailbox(), attempt));
      run.handle(new PairingEvent.Begun());
    }
  }

  private static PairingException unavailable(String line) {
    return new PairingException(PairingException.Code.INTERRUPTED, line);
  }

  public void registered() {
    if (host != null) {
      host.ask();
    }
  }

  public void mailbox(int number, Duration lifetime) {
    if (host != null) {
      host.mailbox(number, lifetime);
    }
  }

  public void letter(int mailbox, byte[] payload) {
    tell(mailbox, new PairingEvent.Arrived(payload));
    if (host != null && host.has(mailbox)) {
      host.letter(payload);
    }
  }

  public void mailboxClosed(int mailbox, MailboxEnd why) {
    tell(mailbox, new PairingEvent.Ended(why));
    if (host != null) {
      host.mailboxClosed(mailbox, why);
    }
  }

  private void tell(int mailbox, PairingEvent event) {
    Try attempt = tries.get(mailbox);
    if (attempt != null && attempt.run != null) {
      attempt.run.handle(event);
    }
  }

  public void disconnected() {
    for (int each : List.copyOf(tries.keySet())) {
      tell(each, new PairingEvent.Ended(MailboxEnd.LEFT));
    }
    if (host != null) {
      host.disconnected();
    }
  }

  public void close() {
    if (host != null) {
      host.close();
    }
    List.copyOf(tries.values())
        .forEach(each -> each.failed(unavailable("pairing ended with this peer")));
  }

  /** One code being tried. */
  private static final class Try implements PairingRun.Owner {

    private final Promise<PairedPeer> outcome;
    private final Store store;
    private @Nullable PairingRun run;

    Try(Promise<PairedPeer> outcome, Store store) {
      this.outcome = outcome;
      this.store = store;
    }

    @Override
    public void store(PairedPeer peer) throws Exception {
      store.keep(peer);
    }

    @Override
    public void finished(PairedPeer peer) {
      outcome.trySuccess(peer);
    }

    @Override
    public void failed(PairingException why) {
      if (run != null) {
        run.cancel();
      }
      outcome.tryFailure(why);
    }
  }
}
