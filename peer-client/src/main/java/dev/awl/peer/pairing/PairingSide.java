package dev.awl.peer.pairing;

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
import dev.awl.wire.Machine;
import dev.awl.wire.rendezvous.MailboxEnd;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.bouncycastle.crypto.CryptoException;
import org.jspecify.annotations.Nullable;

/** What both sides of a pairing have in common; the package's documentation draws the letters. */
abstract class PairingSide implements Machine<PairingEvent, PairingCommand> {

  /** From the first letter on; people do nothing in between. */
  static final Duration LIMIT = Duration.ofSeconds(20);

  private static final byte VERSION = 1;

  private final Identity self;
  private final String name;
  private final PairingRole role;
  private final Queue<PairingCommand> commands = new ArrayDeque<>();
  private final Transcript transcript = new Transcript();
  private @Nullable PairedPeer peer;
  private long deadline = NEVER;
  private boolean over;

  /** The code that this is about. */
  final PairingCode code;

  final Pake pake;

  PairingSide(PairingRole role, PairingCode code, Identity self, String name) {
    this.role = role;
    this.code = code;
    this.self = self;
    this.name = name;
    this.pake = new Pake(role, code);
  }

  @Override
  public final void handle(long now, PairingEvent event) {
    if (over) {
      return;
    }
    if (deadline == NEVER && (event instanceof Begun || event instanceof Arrived)) {
      deadline = now + LIMIT.toNanos();
    }
    if (event instanceof Begun) {
      begin();
    } else if (event instanceof Arrived arrived) {
      arrived(arrived.letter());
    } else if (event instanceof Ended ended) {
      over = true;
      commands.add(new Fail(explain(ended.why())));
    } else if (event instanceof Stored) {
      stored();
    } else if (event instanceof NotStored notStored) {
      fail(MailboxEnd.GAVE_UP, PairingException.Code.NOT_STORED, notStored.why());
    } else {
      handleTimeout(now);
    }
  }

  private void arrived(byte[] letter) {
    try {
      ByteBuffer in = ByteBuffer.wrap(letter);
      if (in.get() != VERSION) {
        interrupted("one of the peers needs a newer awl");
        return;
      }
      letter(in);
      if (!over && in.hasRemaining()) {
        interrupted("it sent a letter that is too long");
      }
      transcript.add(letter);
      answer();
    } catch (CryptoException | GeneralSecurityException e) {
      interrupted("it does not prove what it says");
    } catch (BufferUnderflowException e) {
      interrupted("it sent a letter that is too short");
    }
  }

  abstract void begin();

  /** Takes the next letter of the other side apart. */
  abstract void letter(ByteBuffer in) throws CryptoException, GeneralSecurityException;

  /** Answers what was taken apart, now that the transcript has it. */
  abstract void answer();

  abstract void stored();

  final boolean isOver() {
    return over;
  }

  final void send(byte[]... parts) {
    int length = 1;
    for (byte[] each : parts) {
      length += each.length;
    }
    ByteBuffer letter = ByteBuffer.allocate(length).put(VERSION);
    for (byte[] each : parts) {
      letter.put(each);
    }
    transcript.add(letter.array());
    commands.add(new Send(letter.array()));
  }

  /** Our key and name for the other side's eyes only, bound to the letters so far. */
  final byte[] introduction() {
    byte[] proofKey = transcript.key(pake.key(), "proof " + role);
    return transcript.seal(
        pake.key(), "identity " + role, Introduction.write(self, name, role, proofKey));
  }

  /** Takes the other side's, the rest of the letter. */
  final void introduced(ByteBuffer in) throws GeneralSecurityException {
    byte[] proofKey = transcript.key(pake.key(), "proof " + role.other());
    byte[] plain = transcript.open(pake.key(), "identity " + role.other(), rest(in));
    PairedPeer introduced = Introduction.read(plain, role.other(), proofKey);
    if (introduced.id().equals(self.id())) {
      interrupted("that is a code of this very peer");
    }
    peer = introduced;
  }

  final byte[] receipt() {
    return transcript.seal(pake.key(), "stored", new byte[0]);
  }

  final void checkReceipt(ByteBuffer in) throws GeneralSecurityException {
    transcript.open(pake.key(), "stored", rest(in));
  }

  private static byte[] rest(ByteBuffer in) {
    byte[] rest = new byte[in.remaining()];
    in.get(rest);
    return rest;
  }

  /** Keeps whom the other side has introduced. */
  final void store() {
    commands.add(new Store(known()));
  }

  final void finish() {
    over = true;
    deadline = NEVER;
    commands.add(new Close(MailboxEnd.DONE));
    commands.add(new Finish(known()));
  }

  private PairedPeer known() {
    return Objects.requireNonNull(peer, "its letter comes before");
  }

  /** The other side has another key, hence another code. */
  final void wrongCode() {
    fail(MailboxEnd.WRONG_CODE, PairingException.Code.WRONG_CODE, wrongCodeLine());
  }

  abstract String wrongCodeLine();

  final void interrupted(String why) {
    fail(
        MailboxEnd.GAVE_UP,
        PairingException.Code.INTERRUPTED,
        "pairing by " + shown() + " failed: " + why + "; try again with a new code");
  }

  /** The code where it is no secret any more: our own side's, and burnt. */
  private String shown() {
    return "code " + code;
  }

  private void fail(MailboxEnd end, PairingException.Code what, String line) {
    if (!over) {
      over = true;
      deadline = NEVER;
      commands.add(new Close(end));
      commands.add(new Fail(new PairingException(what, line)));
    }
  }

  private PairingException explain(MailboxEnd why) {
    return switch (why) {
      case UNKNOWN ->
          new PairingException(
              PairingException.Code.UNKNOWN_CODE,
              "there is no code "
                  + code
                  + ": its number is wrong, its 10 minutes are over, or `awl share` ended; ask for"
                  + " the one that is shown now");
      case USED ->
          new PairingException(
              PairingException.Code.USED_CODE,
              "the code " + code + " was used already; ask for the one that is shown now");
      case WRONG_CODE -> new PairingException(PairingException.Code.WRONG_CODE, wrongCodeLine());
      case FULL, RATE_LIMITED ->
          new PairingException(
              PairingException.Code.SERVER,
              "the server takes no more tries from here at the moment; wait a minute");
      case LEFT, GAVE_UP, DONE ->
          new PairingException(
              PairingException.Code.INTERRUPTED,
              "pairing by "
                  + shown()
                  + " failed: the other side ended it; try again with a new"
                  + " code");
    };
  }

  @Override
  public final void handleTimeout(long now) {
    if (!over && now >= deadline) {
      interrupted("the other side did not answer within " + LIMIT.toSeconds() + " s");
    }
  }

  @Override
  public final @Nullable PairingCommand poll() {
    return commands.poll();
  }

  @Override
  public final long deadline() {
    return deadline;
  }
}
