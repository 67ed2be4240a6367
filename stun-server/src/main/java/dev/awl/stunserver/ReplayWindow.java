package dev.awl.stunserver;

/** Which numbers of one sender were seen, as in RFC 4303 section 3.4.3: each is taken once. */
final class ReplayWindow {

  /** What is this far behind the highest is too late; the threads of a sender overtake by less. */
  static final int SIZE = 1024;

  private final long[] seen = new long[SIZE / Long.SIZE];
  private long highest;

  /** Takes a number; false when it is below 1, too late or was taken before. */
  boolean take(long number) {
    if (number < 1 || number <= highest - SIZE) {
      return false;
    }
    if (number > highest) {
      for (long back = Math.min(number - highest, SIZE) - 1; back >= 0; back--) {
        seen[word(number - back)] &= ~bit(number - back);
      }
      highest = number;
    }
    boolean fresh = (seen[word(number)] & bit(number)) == 0;
    seen[word(number)] |= bit(number);
    return fresh;
  }

  private static int word(long number) {
    return (int) (number % SIZE) / Long.SIZE;
  }

  private static long bit(long number) {
    return 1L << (number % Long.SIZE);
  }
}
