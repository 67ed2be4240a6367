package dev.awl.rendezvous;

import dev.awl.wire.rendezvous.MailboxEnd;
import dev.awl.wire.rendezvous.RendezvousMessage;
import dev.awl.wire.rendezvous.RendezvousMessage.Letter;
import dev.awl.wire.rendezvous.RendezvousMessage.Mailbox;
import dev.awl.wire.rendezvous.RendezvousMessage.MailboxClosed;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The pairing mailboxes of one server: each joins the peer that opened it with the first one that
 * leaves a letter there, and with nobody else afterwards.
 *
 * <pre>
 * open --letter of a visitor--&gt; taken --either side closes, leaves, says too much--&gt; spent
 *   |                             |                                                   |
 *   +----------------------- ten minutes after its opening: forgotten ---------------+
 * </pre>
 *
 * <p>A spent mailbox keeps its number for the rest of its time, so that a code told to somebody
 * never leads to another one's mailbox. Letters are passed on, never stored. Bounded are the
 * mailboxes in all and for a connection, the letters of one, and for a source how often it opens
 * and visits. Thread-safe; a machine otherwise: time comes in, what to send goes out.
 */
final class Mailboxes {

  static final Duration LIFETIME = Duration.ofMinutes(10);

  /** All at once, spent ones included. When there is no room, nobody gets one. */
  static final int MAX = 4096;

  /** One that waits, and one in use. */
  static final int MAX_PER_OWNER = 2;

  /** A pairing takes six; both directions count. */
  static final int MAX_LETTERS = 12;

  static final int OPENINGS = 20;
  static final Duration BETWEEN_OPENINGS = Duration.ofSeconds(20);
  static final int VISITS = 10;
  static final Duration BETWEEN_VISITS = Duration.ofSeconds(6);

  /** A message for a connection. */
  record Post(Directory.Entry to, RendezvousMessage message) {}

  private static final class Box {
    final Directory.Entry owner;
    final long openedAt;
    Directory.@Nullable Entry visitor;
    int letters;
    boolean spent;

    Box(Directory.Entry owner, long openedAt) {
      this.owner = owner;
      this.openedAt = openedAt;
    }

    Directory.@Nullable Entry other(Directory.Entry one) {
      return one.equals(owner) ? visitor : owner;
    }
  }

  private final IntUnaryOperator random;
  private final Map<Integer, Box> boxes = new HashMap<>();
  private final SourceRates openings = new SourceRates(OPENINGS, BETWEEN_OPENINGS);
  private final SourceRates visits = new SourceRates(VISITS, BETWEEN_VISITS);

  /**
   * No mailboxes yet.
   *
   * @param random a number from 0 to below its argument, unpredictable
   */
  Mailboxes(IntUnaryOperator random) {
    this.random = random;
  }

  /**
   * Opens a mailbox.
   *
   * @param source where the connection comes from; null: loopback, which has no limit of its own
   */
  synchronized List<Post> open(long now, Directory.Entry owner, @Nullable InetAddress source) {
    forget(now);
    if (!openings.take(now, source)) {
      return List.of(closed(owner, 0, MailboxEnd.RATE_LIMITED));
    }
    long mine =
        boxes.values().stream().filter(box -> !box.spent && box.owner.equals(owner)).count();
    if (boxes.size() >= MAX || mine >= MAX_PER_OWNER) {
      return List.of(closed(owner, 0, MailboxEnd.FULL));
    }
    int number = number();
    boxes.put(number, new Box(owner, now));
    return List.of(new Post(owner, new Mailbox(number, (int) LIFETIME.toSeconds())));
  }

  /** As short as can be while at most half of the numbers of that length are in use. */
  private int number() {
    int highest = 99;
    while (2 * boxes.size() > highest) {
      highest = 10 * highest + 9;
    }
    while (true) {
      int number = 1 + random.applyAsInt(highest);
      if (!boxes.containsKey(number)) {
        return number;
      }
    }
  }

  /** Passes a letter to the other side; a stranger's first one makes it the visitor. */
  synchronized List<Post> letter(
      long now, Directory.Entry from, @Nullable InetAddress source, Letter letter) {
    forget(now);
    int number = letter.mailbox();
    Box box = boxes.get(number);
    boolean inside = box != null && (from.equals(box.owner) || from.equals(box.visitor));
    if (!inside && !visits.take(now, source)) {
      return List.of(closed(from, number, MailboxEnd.RATE_LIMITED));
    }
    if (box == null) {
      return List.of(closed(from, number, MailboxEnd.UNKNOWN));
    }
    if (!inside) {
      if (box.spent || box.visitor != null) {
        boolean used = box.visitor != null; // otherwise its owner is gone
        return List.of(closed(from, number, used ? MailboxEnd.USED : MailboxEnd.UNKNOWN));
      }
      box.visitor = from;
    }
    Directory.Entry to = box.other(from);
    if (box.spent || to == null) {
      return List.of(closed(from, number, MailboxEnd.LEFT));
    }
    if (++box.letters > MAX_LETTERS) {
      box.spent = true;
      return List.of(closed(from, number, MailboxEnd.LEFT), closed(to, number, MailboxEnd.LEFT));
    }
    return List.of(new Post(to, letter));
  }

  /** One side is through with a mailbox; the other one hears why. */
  synchronized List<Post> close(long now, Directory.Entry from, MailboxClosed message) {
    forget(now);
    Box box = boxes.get(message.mailbox());
    if (box == null || box.spent || !(from.equals(box.owner) || from.equals(box.visitor))) {
      return List.of();
    }
    MailboxEnd why = message.why().isSaidByPeers() ? message.why() : MailboxEnd.GAVE_UP;
    return spend(message.mailbox(), box, from, why);
  }

  /** A connection is gone, and its mailboxes with it. */
  synchronized List<Post> left(Directory.Entry gone) {
    return boxes.entrySet().stream()
        .filter(each -> !each.getValue().spent)
        .filter(each -> gone.equals(each.getValue().owner) || gone.equals(each.getValue().visitor))
        .flatMap(each -> spend(each.getKey(), each.getValue(), gone, MailboxEnd.LEFT).stream())
        .toList();
  }

  private static List<Post> spend(int number, Box box, Directory.Entry by, MailboxEnd why) {
    box.spent = true;
    Directory.Entry other = box.other(by);
    return other == null ? List.of() : List.of(closed(other, number, why));
  }

  private static Post closed(Directory.Entry to, int number, MailboxEnd why) {
    return new Post(to, new MailboxClosed(number, why));
  }

  private void forget(long now) {
    Iterator<Box> each = boxes.values().iterator();
    while (each.hasNext()) {
      if (now - each.next().openedAt >= LIFETIME.toNanos()) {
        each.remove();
      }
    }
  }

  synchronized int size() {
    return boxes.size();
  }
}
