package dev.awl.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.rendezvous.Mailboxes.Post;
import dev.awl.wire.rendezvous.MailboxEnd;
import dev.awl.wire.rendezvous.RendezvousMessage.Letter;
import dev.awl.wire.rendezvous.RendezvousMessage.Mailbox;
import dev.awl.wire.rendezvous.RendezvousMessage.MailboxClosed;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MailboxesTest {

  /** A number that the few mailboxes of a test do not reach. */
  private static final int UNUSED = 99_999;

  private static final Directory.Entry OWNER = entry(1);
  private static final Directory.Entry VISITOR = entry(2);
  private static final Directory.Entry THIRD = entry(3);

  private final Mailboxes mailboxes = new Mailboxes(new Random(1)::nextInt);
  private long now = -5;

  private static Directory.Entry entry(long connection) {
    return new Directory.Entry("local", connection, new TestPeer().key());
  }

  private int open() {
    List<Post> posts = mailboxes.open(now, OWNER, null);
    assertThat(posts).singleElement().extracting(Post::to).isEqualTo(OWNER);
    assertThat(posts.get(0).message())
        .isInstanceOfSatisfying(Mailbox.class, box -> assertThat(box.ttlSeconds()).isEqualTo(600));
    return ((Mailbox) posts.get(0).message()).number();
  }

  private List<Post> letter(Directory.Entry from, int number) {
    return mailboxes.letter(now, from, null, new Letter(number, new byte[] {7}));
  }

  private static Post closed(Directory.Entry to, int number, MailboxEnd why) {
    return new Post(to, new MailboxClosed(number, why));
  }

  @Test
  void joins_the_owner_with_the_first_visitor_and_nobody_else() {
    int number = open();
    assertThat(letter(VISITOR, number)).singleElement().extracting(Post::to).isEqualTo(OWNER);
    assertThat(letter(OWNER, number)).singleElement().extracting(Post::to).isEqualTo(VISITOR);
    assertThat(letter(THIRD, number)).containsExactly(closed(THIRD, number, MailboxEnd.USED));
    assertThat(letter(VISITOR, number)).singleElement().extracting(Post::to).isEqualTo(OWNER);
  }

  @Test
  void an_owner_without_a_visitor_has_nobody_to_write_to() {
    int number = open();
    assertThat(letter(OWNER, number)).containsExactly(closed(OWNER, number, MailboxEnd.LEFT));
  }

  @Test
  void a_number_that_nobody_opened_is_unknown_and_one_that_was_used_is_used() {
    int number = open();
    int other = number == 1 ? 2 : number - 1;
    assertThat(letter(VISITOR, other)).containsExactly(closed(VISITOR, other, MailboxEnd.UNKNOWN));
    letter(VISITOR, number);
    assertThat(mailboxes.close(now, OWNER, new MailboxClosed(number, MailboxEnd.WRONG_CODE)))
        .containsExactly(closed(VISITOR, number, MailboxEnd.WRONG_CODE));
    assertThat(letter(THIRD, number)).containsExactly(closed(THIRD, number, MailboxEnd.USED));
  }

  @Test
  void a_mailbox_is_forgotten_after_ten_minutes_whatever_became_of_it() {
    int number = open();
    now += Duration.ofMinutes(10).toNanos() - 1;
    assertThat(letter(VISITOR, number)).singleElement().extracting(Post::to).isEqualTo(OWNER);
    now += 1;
    assertThat(letter(VISITOR, number))
        .containsExactly(closed(VISITOR, number, MailboxEnd.UNKNOWN));
    assertThat(mailboxes.size()).isZero();
  }

  @Test
  void only_its_two_sides_can_close_it_and_not_in_the_server_s_words() {
    int number = open();
    letter(VISITOR, number);
    assertThat(mailboxes.close(now, THIRD, new MailboxClosed(number, MailboxEnd.DONE))).isEmpty();
    assertThat(mailboxes.close(now, VISITOR, new MailboxClosed(number, MailboxEnd.UNKNOWN)))
        .containsExactly(closed(OWNER, number, MailboxEnd.GAVE_UP));
  }

  @Test
  void who_leaves_takes_its_mailboxes_along() {
    int number = open();
    letter(VISITOR, number);
    assertThat(mailboxes.left(VISITOR)).containsExactly(closed(OWNER, number, MailboxEnd.LEFT));
    assertThat(mailboxes.left(OWNER)).isEmpty();
  }

  @Test
  void carries_so_many_letters_and_no_more() {
    int number = open();
    for (int i = 0; i < Mailboxes.MAX_LETTERS; i++) {
      assertThat(letter(VISITOR, number)).singleElement().extracting(Post::to).isEqualTo(OWNER);
    }
    assertThat(letter(VISITOR, number))
        .containsExactlyInAnyOrder(
            closed(VISITOR, number, MailboxEnd.LEFT), closed(OWNER, number, MailboxEnd.LEFT));
    assertThat(letter(VISITOR, number)).containsExactly(closed(VISITOR, number, MailboxEnd.LEFT));
  }

  @Test
  void a_connection_has_two_mailboxes_that_are_not_spent() {
    int first = open();
    open();
    assertThat(mailboxes.open(now, OWNER, null)).containsExactly(closed(OWNER, 0, MailboxEnd.FULL));
    mailboxes.close(now, OWNER, new MailboxClosed(first, MailboxEnd.DONE));
    open();
  }

  @Test
  void there_is_room_for_so_many_in_all() {
    for (int i = 0; i < Mailboxes.MAX; i++) {
      assertThat(mailboxes.open(now, entryAt(100 + i), null).get(0).message())
          .isInstanceOf(Mailbox.class);
    }
    assertThat(mailboxes.open(now, OWNER, null)).containsExactly(closed(OWNER, 0, MailboxEnd.FULL));
    assertThat(mailboxes.size()).isEqualTo(Mailboxes.MAX);
  }

  private static Directory.Entry entryAt(long connection) {
    return new Directory.Entry("local", connection, OWNER.key());
  }

  @Test
  void a_source_opens_and_guesses_at_a_bounded_rate() throws Exception {
    InetAddress source = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
    List<Object> opened = new ArrayList<>();
    for (int i = 0; i <= Mailboxes.OPENINGS; i++) {
      opened.add(mailboxes.open(now, entryAt(100 + i), source).get(0).message());
    }
    assertThat(opened.get(Mailboxes.OPENINGS))
        .isEqualTo(new MailboxClosed(0, MailboxEnd.RATE_LIMITED));
    assertThat(opened.get(Mailboxes.OPENINGS - 1)).isInstanceOf(Mailbox.class);

    Letter guess = new Letter(UNUSED, new byte[0]);
    for (int i = 0; i < Mailboxes.VISITS; i++) {
      assertThat(mailboxes.letter(now, THIRD, source, guess))
          .containsExactly(closed(THIRD, guess.mailbox(), MailboxEnd.UNKNOWN));
    }
    assertThat(mailboxes.letter(now, THIRD, source, guess))
        .containsExactly(closed(THIRD, guess.mailbox(), MailboxEnd.RATE_LIMITED));
    now += Mailboxes.BETWEEN_VISITS.toNanos();
    assertThat(mailboxes.letter(now, THIRD, source, guess))
        .containsExactly(closed(THIRD, guess.mailbox(), MailboxEnd.UNKNOWN));
  }
}
