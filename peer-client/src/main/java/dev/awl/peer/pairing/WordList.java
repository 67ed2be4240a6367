package dev.awl.peer.pairing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The words of codes, in {@code words.txt}: 3 to 7 letters, and no two that one slip of a finger (a
 * letter wrong, missing, doubled, or two swapped) would turn into each other. A mistyped word is
 * thus found out before it costs a guess.
 */
final class WordList {

  private static final List<String> WORDS = load();

  private WordList() {}

  private static List<String> load() {
    try (InputStream in = WordList.class.getResourceAsStream("words.txt")) {
      if (in == null) {
        throw new IllegalStateException("words.txt is missing in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int size() {
    return WORDS.size();
  }

  static List<String> words() {
    return WORDS;
  }

  static String random(RandomGenerator random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  static boolean has(String word) {
    return WORDS.contains(word);
  }

  /** The word meant by one that is not in the list; null where no slip explains it. */
  static @Nullable String meant(String word) {
    return WORDS.stream().filter(each -> isSlip(word, each)).findFirst().orElse(null);
  }

  /** Whether one letter changed, added, left out or swapped with its neighbour makes b of a. */
  static boolean isSlip(String a, String b) {
    String shorter = a.length() <= b.length() ? a : b;
    String longer = a.length() <= b.length() ? b : a;
    int same = 0;
    while (same < shorter.length() && shorter.charAt(same) == longer.charAt(same)) {
      same++;
    }
    String s = shorter.substring(same);
    String l = longer.substring(same);
    if (l.length() == s.length() + 1) {
      return s.equals(l.substring(1));
    }
    if (l.length() != s.length() || s.isEmpty()) {
      return false;
    }
    boolean swapped =
        s.length() > 1
            && s.charAt(0) == l.charAt(1)
            && s.charAt(1) == l.charAt(0)
            && s.substring(2).equals(l.substring(2));
    return swapped || s.substring(1).equals(l.substring(1));
  }
}
