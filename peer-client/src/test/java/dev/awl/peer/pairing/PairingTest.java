package dev.awl.peer.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.identity.Identity;
import dev.awl.peer.pairing.PairingCommand.Close;
import dev.awl.peer.pairing.PairingCommand.Fail;
import dev.awl.peer.pairing.PairingCommand.Finish;
import dev.awl.peer.pairing.PairingCommand.Send;
import dev.awl.peer.pairing.PairingCommand.Store;
import dev.awl.peer.pairing.PairingEvent.Arrived;
import dev.awl.peer.pairing.PairingEvent.Begun;
import dev.awl.peer.pairing.PairingEvent.Ended;
import dev.awl.peer.pairing.PairingEvent.NotStored;
import dev.awl.peer.pairing.PairingEvent.Stored;
import dev.awl.wire.rendezvous.MailboxEnd;
import dev.awl.wire.rendezvous.RendezvousMessage.Letter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two machines, and a mailbox between them that does as it likes. */
class PairingTest {

  private static final PairingCode CODE = new PairingCode(4, "quartz-marble");
  private static final PairingCode WRONG = new PairingCode(4, "quartz-meadow");
  private static final Identity NAS = Identity.generate();
  private static final Identity LAPTOP = Identity.generate();
  private static final Identity MALLORY = Identity.generate();

  private final List<byte[]> letters = new ArrayList<>();
  private Side share = new Side(new SharingSide(CODE, NAS, "nas"));
  private Side connect = new Side(new ConnectingSide(CODE, LAPTOP, "laptop"));

  /** A machine, and what came of it. */
  private static final class Side {
    final PairingSide machine;
    final List<byte[]> out = new ArrayList<>();
    PairedPeer stored;
    PairedPeer finished;
    PairingException failed;
    MailboxEnd closed;
    boolean disk = true;

    Side(PairingSide machine) {
      this.machine = machine;
    }

    void handle(PairingEvent event) {
      machine.handle(0, event);
      drain();
    }

    void drain() {
      for (PairingCommand each = machine.poll(); each != null; each = machine.poll()) {
        if (each instanceof Send send) {
          assertThat(send.letter().length).isLessThan(Letter.MAX_LENGTH);
          out.add(send.letter());
        } else if (each instanceof Store store) {
          stored = disk ? store.peer() : null;
          machine.handle(0, disk ? new Stored() : new NotStored("no space left"));
        } else if (each instanceof Finish finish) {
          finished = finish.peer();
        } else if (each instanceof Fail fail) {
          failed = fail.why();
        } else if (each instanceof Close close) {
          closed = close.why();
        }
      }
    }
  }

  /** Carries letters until nobody has one left; {@code mail} may change each on its way. */
  private void run(BinaryOperator<byte[]> mail) {
    connect.handle(new Begun());
    Side from = connect;
    Side to = share;
    for (int turn = 0; turn < 8; turn++) {
      List<byte[]> out = List.copyOf(from.out);
      from.out.clear();
      for (byte[] letter : out) {
        letters.add(letter);
        to.handle(new Arrived(mail.apply(new byte[] {(byte) (letters.size() - 1)}, letter)));
      }
      Side next = to;
      to = from;
      from = next;
    }
  }

  private void nobodyIsPaired() {
    assertThat(share.stored).isNull();
    assertThat(share.finished).isNull();
    assertThat(connect.stored).isNull();
    assertThat(connect.finished).isNull();
  }

  @Test
  void two_who_know_the_code_learn_each_other_s_id_and_name() {
    run((number, letter) -> letter);
    assertThat(share.finished).isEqualTo(new PairedPeer(LAPTOP.id(), "laptop"));
    assertThat(connect.finished).isEqualTo(new PairedPeer(NAS.id(), "nas"));
    assertThat(share.stored).isEqualTo(share.finished);
    assertThat(connect.stored).isEqualTo(connect.finished);
    assertThat(letters).hasSize(6);
    assertThat(share.closed).isEqualTo(MailboxEnd.DONE);
  }

  @Test
  void words_that_differ_are_found_out_at_the_first_proof_and_nothing_is_told() {
    connect = new Side(new ConnectingSide(WRONG, LAPTOP, "laptop"));
    run((number, letter) -> letter);
    nobodyIsPaired();
    assertThat(letters).hasSize(3); // neither side's key or name has left it
    assertThat(share.closed).isEqualTo(MailboxEnd.WRONG_CODE);
    assertThat(share.failed.code()).isEqualTo(PairingException.Code.WRONG_CODE);
    connect.handle(new Ended(share.closed));
    assertThat(connect.failed.code()).isEqualTo(PairingException.Code.WRONG_CODE);
  }

  @Test
  void a_mailbox_that_guesses_the_words_as_the_sharing_side_gets_neither_key_nor_name() {
    share = new Side(new SharingSide(WRONG, MALLORY, "nas"));
    run((number, letter) -> letter);
    nobodyIsPaired();
    assertThat(share.closed).isEqualTo(MailboxEnd.WRONG_CODE);
  }

  /** It has seen the code wrong, and goes on as if it had been right. */
  @Test
  void a_mailbox_that_goes_on_after_a_wrong_guess_is_found_out_by_the_connecting_side() {
    connect.handle(new Begun());
    Pake guess = new Pake(PairingRole.SHARE, WRONG);
    ByteBuffer hello = body(connect.out.remove(0));
    assertThat(catchAll(() -> guess.round1(hello))).isNull();
    connect.handle(new Arrived(letter(guess.round1(), guess.round2())));
    ByteBuffer confirm = body(connect.out.remove(0));
    assertThat(catchAll(() -> guess.round2(confirm))).isNull();
    assertThat(guess.confirms(confirm)).isFalse();

    connect.handle(new Arrived(letter(guess.mac(), new byte[200])));
    assertThat(connect.failed.code()).isEqualTo(PairingException.Code.WRONG_CODE);
    assertThat(connect.out).isEmpty();
    nobodyIsPaired();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void a_letter_changed_anywhere_on_its_way_pairs_nobody_who_reads_it(int changed) {
    for (int at : new int[] {1, 2, 40, -40, -1}) {
      letters.clear();
      share = new Side(new SharingSide(CODE, NAS, "nas"));
      connect = new Side(new ConnectingSide(CODE, LAPTOP, "laptop"));
      run((number, letter) -> number[0] == changed ? flip(letter, at) : letter);
      // The last letter tells connect that share has stored: there share is through already.
      assertThat(connect.finished).as("byte %d", at).isNull();
      if (changed < 5) {
        nobodyIsPaired();
      }
    }
  }

  private static byte[] flip(byte[] letter, int at) {
    byte[] copy = letter.clone();
    copy[Math.floorMod(at, letter.length)] ^= 1;
    return copy;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void a_letter_cut_short_or_grown_pairs_nobody_who_reads_it(int changed) {
    for (int length : new int[] {0, 1, -1, 1000}) {
      letters.clear();
      share = new Side(new SharingSide(CODE, NAS, "nas"));
      connect = new Side(new ConnectingSide(CODE, LAPTOP, "laptop"));
      run(
          (number, letter) ->
              number[0] == changed
                  ? java.util.Arrays.copyOf(letter, length < 0 ? letter.length - 1 : length)
                  : letter);
      assertThat(connect.finished).as("length %d", length).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void a_letter_of_another_pairing_with_the_same_code_does_not_fit(int replayed) {
    run((number, letter) -> letter);
    List<byte[]> before = List.copyOf(letters);
    letters.clear();
    share = new Side(new SharingSide(CODE, NAS, "nas"));
    connect = new Side(new ConnectingSide(CODE, LAPTOP, "laptop"));
    run((number, letter) -> number[0] == replayed ? before.get(replayed) : letter);
    assertThat(connect.finished).isNull();
    if (replayed < 5) {
      nobodyIsPaired();
    }
  }

  /** Both talk to the mailbox, which passes each one's own letters back. */
  @Test
  void one_s_own_letters_sent_back_are_not_the_other_side_s() {
    connect.handle(new Begun());
    byte[] hello = connect.out.remove(0);
    connect.handle(new Arrived(hello));
    assertThat(connect.failed).isNotNull();
    nobodyIsPaired();
  }

  /** Everything is theirs but the identity: the mailbox puts its own in, sealed as well it can. */
  @Test
  void an_identity_put_in_by_the_mailbox_is_not_taken() {
    run(
        (number, letter) -> {
          if (number[0] != 3) {
            return letter;
          }
          Transcript guess = new Transcript();
          letters.subList(0, 3).forEach(guess::add);
          byte[] proof = guess.key(new byte[32], "proof share");
          byte[] mine = Introduction.write(MALLORY, "nas", PairingRole.SHARE, proof);
          byte[] sealed = guess.seal(new byte[32], "identity share", mine);
          return letter(java.util.Arrays.copyOfRange(letter, 1, 1 + Pake.MAC), sealed);
        });
    nobodyIsPaired();
    assertThat(connect.failed.code()).isEqualTo(PairingException.Code.INTERRUPTED);
  }

  @Test
  void a_peer_s_own_code_is_refused() {
    connect = new Side(new ConnectingSide(CODE, NAS, "nas"));
    run((number, letter) -> letter);
    nobodyIsPaired();
    assertThat(connect.failed).hasMessageContaining("this very peer");
  }

  @Test
  void a_peer_that_cannot_store_says_so_and_the_other_side_stores_nothing() {
    share.disk = false;
    run((number, letter) -> letter);
    assertThat(share.failed.code()).isEqualTo(PairingException.Code.NOT_STORED);
    assertThat(share.closed).isEqualTo(MailboxEnd.GAVE_UP);
    nobodyIsPaired();
  }

  @Test
  void silence_ends_it_after_twenty_seconds() {
    connect.handle(new Begun());
    long deadline = connect.machine.deadline();
    assertThat(deadline).isEqualTo(PairingSide.LIMIT.toNanos());
    connect.machine.handle(deadline - 1, new PairingEvent.Tick());
    assertThat(connect.machine.poll()).isNull();
    connect.machine.handle(deadline, new PairingEvent.Tick());
    connect.drain();
    assertThat(connect.failed.code()).isEqualTo(PairingException.Code.INTERRUPTED);
    assertThat(connect.machine.deadline()).isEqualTo(dev.awl.wire.Machine.NEVER);
  }

  @Test
  void a_dead_code_and_a_used_one_are_told_apart_from_a_wrong_one() {
    connect.handle(new Begun());
    connect.handle(new Ended(MailboxEnd.UNKNOWN));
    assertThat(connect.failed.code()).isEqualTo(PairingException.Code.UNKNOWN_CODE);
    connect = new Side(new ConnectingSide(CODE, LAPTOP, "laptop"));
    connect.handle(new Begun());
    connect.handle(new Ended(MailboxEnd.USED));
    assertThat(connect.failed.code()).isEqualTo(PairingException.Code.USED_CODE);
  }

  @Test
  void macs_of_every_sign_survive_the_wire() {
    for (int i = 0; i < 20; i++) {
      letters.clear();
      share = new Side(new SharingSide(CODE, NAS, "nas"));
      connect = new Side(new ConnectingSide(CODE, LAPTOP, "laptop"));
      run((number, letter) -> letter);
      assertThat(connect.finished).isNotNull();
    }
  }

  private static ByteBuffer body(byte[] letter) {
    return ByteBuffer.wrap(letter, 1, letter.length - 1);
  }

  private static byte[] letter(byte[]... parts) {
    ByteBuffer letter = ByteBuffer.allocate(1000).put((byte) 1);
    for (byte[] each : parts) {
      letter.put(each);
    }
    return java.util.Arrays.copyOf(letter.array(), letter.position());
  }

  private interface Step {
    void take() throws Exception;
  }

  private static Exception catchAll(Step step) {
    try {
      step.take();
      return null;
    } catch (Exception e) {
      return e;
    }
  }
}
