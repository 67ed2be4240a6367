package dev.awl.wire.rendezvous;

import dev.awl.wire.rendezvous.RendezvousMessage.Reject;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** Anything a stranger may send costs a {@link RendezvousFormatException} at most. */
class RendezvousCodecFuzzTest {

  private static final String VALID =
      RendezvousCodec.encode(
          new Reject(PeerId.ofHash(new byte[32]), SessionId.of(new byte[16]), "no"));

  @Property(tries = 500)
  void survives_any_text(@ForAll @StringLength(max = 200) String text) {
    decode(text);
  }

  @Property(tries = 2000)
  void survives_a_changed_character(
      @ForAll @IntRange(min = 0, max = 200) int at, @ForAll char replacement) {
    StringBuilder text = new StringBuilder(VALID);
    text.setCharAt(at % VALID.length(), replacement);
    decode(text.toString());
  }

  @Property(tries = 1000)
  void survives_a_cut_piece(
      @ForAll @IntRange(min = 0, max = 200) int from, @ForAll @IntRange(max = 50) int length) {
    int start = from % VALID.length();
    decode(
        VALID.substring(0, start)
            + VALID.substring(Math.min(VALID.length(), start + Math.abs(length))));
  }

  private static void decode(String text) {
    try {
      RendezvousCodec.decode(text);
    } catch (RendezvousFormatException expected) {
      // the one outcome that is allowed besides a message
    }
  }
}
