package dev.awl.rendezvous;

import dev.awl.rendezvous.RegistrationCommand.Forward;
import dev.awl.rendezvous.RegistrationCommand.Return;
import dev.awl.wire.rendezvous.ErrorCode;
import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.RendezvousMessage;
import dev.awl.wire.rendezvous.RendezvousMessage.Letter;
import dev.awl.wire.rendezvous.RendezvousMessage.MailboxClosed;
import dev.awl.wire.rendezvous.RendezvousMessage.OpenMailbox;
import dev.awl.wire.rendezvous.RendezvousMessage.Refused;
import dev.awl.wire.rendezvous.SessionId;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a connection's messages go, and sends them there: offers to whom the directory names,
 * answers the way the offer came, letters to the other end of a mailbox.
 */
final class Dispatch {

  private final Node node;
  private final Consumer<RegistrationEvent> later;

  /**
   * For one connection.
   *
   * @param later tells it what came of a message, on its own loop
   */
  Dispatch(Node node, Consumer<RegistrationEvent> later) {
    this.node = node;
    this.later = later;
  }

  /** Lets others reach the connection, and an older one of its peer know. */
  void enlist(Directory.Entry mine, boolean reachable) {
    node.bus()
        .open(mine.connection(), message -> later.accept(new RegistrationEvent.Delivered(message)));
    CompletionStage<Optional<Directory.Entry>> replaced =
        reachable
            ? node.directory().register(mine)
            : CompletableFuture.completedFuture(Optional.empty());
    replaced.thenAccept(
        old -> {
          node.counters().registrations.increment();
          old.ifPresent(this::tellReplaced);
          later.accept(new RegistrationEvent.Enlisted());
        });
  }

  private void tellReplaced(Directory.Entry old) {
    node.bus()
        .send(old, Refused.of(ErrorCode.REPLACED, "another connection registered with this key"));
  }

  void find(PeerId peer) {
    node.directory()
        .find(peer)
        .thenAccept(
            found ->
                later.accept(
                    new RegistrationEvent.Located(
                        peer, found.map(Directory.Entry::key).orElse(null))));
  }

  void forward(Forward forward) {
    node.directory()
        .find(forward.to())
        .thenAccept(to -> deliver(to, forward.to(), forward.session(), forward.message()));
  }

  void giveBack(Return back) {
    PeerId to = back.route().caller();
    SessionId session = back.route().session();
    Optional<Directory.Entry> waiting = node.routes().find(back.route());
    if (waiting.isPresent()) {
      deliver(waiting, to, session, back.message());
    } else {
      node.directory().find(to).thenAccept(found -> deliver(found, to, session, back.message()));
    }
  }

  private void deliver(
      Optional<Directory.Entry> to, PeerId peer, SessionId session, RendezvousMessage message) {
    RegistrationEvent failure = new RegistrationEvent.Undeliverable(peer, session);
    if (to.isEmpty()) {
      later.accept(failure);
      return;
    }
    node.bus()
        .send(to.get(), message)
        .thenAccept(
            delivered -> {
              if (!delivered) {
                node.directory().remove(to.get()); // its node lost it without saying so
                later.accept(failure);
              }
            });
  }

  /**
   * Uses a mailbox.
   *
   * @param source what counts as one source of tries; null: not counted
   */
  void useMailbox(Directory.Entry mine, @Nullable InetAddress source, RendezvousMessage message) {
    long time = System.nanoTime(); // the mailboxes are of all connections: one clock
    if (message instanceof OpenMailbox) {
      post(node.mailboxes().open(time, mine, source));
    } else if (message instanceof Letter letter) {
      post(node.mailboxes().letter(time, mine, source, letter));
    } else if (message instanceof MailboxClosed closed) {
      post(node.mailboxes().close(time, mine, closed));
    }
  }

  private void post(List<Mailboxes.Post> posts) {
    posts.forEach(each -> node.bus().send(each.to(), each.message()));
  }

  /** Nothing reaches the connection any more. */
  void leave(Directory.Entry mine) {
    node.bus().close(mine.connection());
    post(node.mailboxes().left(mine));
    node.directory().remove(mine);
  }
}
