package dev.awl.peer.pairing;

import dev.awl.peer.identity.Identity;
import dev.awl.peer.registration.RendezvousLink;
import dev.awl.wire.rendezvous.MailboxEnd;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows one code after the other: a new one when the old one has been tried or is too old. On the
 * event loop.
 *
 * <p>After {@value #MAX_IN_VAIN} in a row that paired nobody there are no more: it is the number of
 * guesses at which a stranger, or the server, gets.
 */
final class CodeHost implements PairingRun.Owner {

  static final int MAX_IN_VAIN = 12;

  /** After the server had no mailbox. */
  private static final Duration PAUSE = Duration.ofSeconds(60);

  private final EventLoop loop;
  private final Supplier<@Nullable RendezvousLink> link;
  private final Identity self;
  private final String name;
  private final PairingListener listener;
  private final SecureRandom random = new SecureRandom();
  private @Nullable PairingRun run;
  private @Nullable Future<?> timer;
  private boolean asked;
  private boolean closed;
  private int inVain;

  CodeHost(
      EventLoop loop,
      Supplier<@Nullable RendezvousLink> link,
      Identity self,
      String name,
      PairingListener listener) {
    this.loop = loop;
    this.link = link;
    this.self = self;
    this.name = name;
    this.listener = listener;
  }

  /** Asks for a mailbox, now or as soon as we are registered. */
  void ask() {
    RendezvousLink through = link.get();
    if (closed || asked || through == null) {
      return;
    }
    if (inVain >= MAX_IN_VAIN) {
      listener.noCode(
          "no more codes: " + MAX_IN_VAIN + " came to nothing; start again for new ones");
      return;
    }
    asked = true;
    through.openMailbox();
  }

  void mailbox(int number, Duration lifetime) {
    if (!asked || closed) {
      return;
    }
    asked = false;
    inVain++;
    PairingCode code = PairingCode.fresh(number, random);
    run = new PairingRun(loop, link, new SharingSide(code, self, name), this);
    after(lifetime, this::expired);
    listener.code(code, lifetime);
  }

  private void after(Duration wait, Runnable task) {
    if (timer != null) {
      timer.cancel(false);
    }
    timer = loop.schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** One that is being tried at this moment fails; it is old enough. */
  private void expired() {
    drop(MailboxEnd.DONE);
    ask();
  }

  private void drop(MailboxEnd why) {
    PairingRun old = run;
    run = null;
    if (old != null) {
      old.cancel();
      RendezvousLink through = link.get();
      if (through != null) {
        through.closeMailbox(old.mailbox(), why);
      }
    }
  }

  boolean has(int mailbox) {
    return run != null && run.mailbox() == mailbox;
  }

  void letter(byte[] payload) {
    if (run != null) {
      run.handle(new PairingEvent.Arrived(payload));
    }
  }

  /** The mailbox in use is no more, or (0) none was to be had. */
  void mailboxClosed(int mailbox, MailboxEnd why) {
    if (has(mailbox) && run != null) {
      run.handle(new PairingEvent.Ended(why));
    } else if (mailbox == 0 && asked) {
      asked = false;
      if (why != MailboxEnd.LEFT) { // not registered at the moment: we ask again once we are
        listener.noCode("no code at the moment: the server has no mailbox (" + why + ")");
        after(PAUSE, this::ask);
      }
    }
  }

  /** The server has forgotten us, and our mailbox. */
  void disconnected() {
    asked = false;
    if (run != null) {
      run.cancel();
      run = null;
    }
  }

  void close() {
    drop(MailboxEnd.GAVE_UP);
    closed = true;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void store(PairedPeer peer) throws Exception {
    listener.paired(peer);
  }

  @Override
  public void finished(PairedPeer peer) {
    inVain = 0;
    run = null;
    ask();
  }

  @Override
  public void failed(PairingException why) {
    run = null;
    listener.failed(why);
    ask();
  }
}
