package dev.awl.peer.pairing;

import dev.awl.wire.rendezvous.RendezvousMessage;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A code such as {@code 4-quartz-marble}: where to meet, and the secret by which the two know each
 * other there.
 *
 * @param mailbox the mailbox's number at the rendezvous, which knows it
 * @param words the secret, which the rendezvous must not learn
 */
public record PairingCode(int mailbox, String words) {

  private static final Pattern FORM = Pattern.compile("([0-9]{1,5})-([a-z]{2,12})-([a-z]{2,12})");

  /** Two fresh words for a mailbox. */
  static PairingCode fresh(int mailbox, RandomGenerator random) {
    return new PairingCode(mailbox, WordList.random(random) + "-" + WordList.random(random));
  }

  /** Whether the text has the form of a code, be its words right or not. */
  public static boolean looksLike(String text) {
    return FORM.matcher(normal(text)).matches();
  }

  /**
   * Reads a code as people type it.
   *
   * @throws IllegalArgumentException with one line for people, such as a word that no code has
   */
  public static PairingCode parse(String text) {
    Matcher form = FORM.matcher(normal(text));
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no code: one is a number and two words, as in 4-quartz-marble");
    }
    int mailbox = Integer.parseInt(form.group(1));
    if (mailbox < 1 || mailbox > RendezvousMessage.MAX_MAILBOX) {
      throw new IllegalArgumentException("'" + text + "': no code has the number " + mailbox);
    }
    for (int group = 2; group <= 3; group++) {
      String word = form.group(group);
      if (!WordList.has(word)) {
        String meant = WordList.meant(word);
        throw new IllegalArgumentException(
            "'"
                + text
                + "': no code has the word '"
                + word
                + (meant == null ? "'; look again" : "'; did you mean '" + meant + "'?"));
      }
    }
    return new PairingCode(mailbox, form.group(2) + "-" + form.group(3));
  }

  private static String normal(String text) {
    return text.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", "-");
  }

  /** The code as it is shown and typed. */
  @Override
  public String toString() {
    return mailbox + "-" + words;
  }
}
