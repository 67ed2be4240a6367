package dev.awl.peer.service;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How much may go one way in a second, as people write it: {@code 20Mbit/s} or {@code 2.5MB/s}. */
public record Rate(long bitsPerSecond) {

  private static final long LEAST = 8_000;
  private static final long MOST = 1_000_000_000_000L;

  private static final Pattern TEXT =
      Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,9})?) ?([kKmMgG]?)(bit|B)(?:/s|ps)?");

  public Rate {
    if (bitsPerSecond < LEAST || bitsPerSecond > MOST) {
      throw new IllegalArgumentException("a rate is 8kbit/s to 1000Gbit/s");
    }
  }

  /**
   * Reads a number with a unit of bits or bytes; k, M and G are powers of 1000.
   *
   * @throws IllegalArgumentException with one line for people
   */
  public static Rate parse(String text) {
    Matcher rate = TEXT.matcher(text.strip());
    if (!rate.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no rate such as 20Mbit/s or 2.5MB/s");
    }
    BigDecimal bits =
        new BigDecimal(rate.group(1))
            .movePointRight(powerOfTen(rate.group(2)))
            .multiply(BigDecimal.valueOf(rate.group(3).equals("B") ? 8 : 1));
    return new Rate(bits.min(BigDecimal.valueOf(MOST + 1)).longValue());
  }

  private static int powerOfTen(String prefix) {
    return prefix.isEmpty() ? 0 : 3 * (1 + "kmg".indexOf(prefix.toLowerCase(Locale.ROOT)));
  }

  /** The lower one; null is none at all. */
  static @Nullable Rate lower(@Nullable Rate one, @Nullable Rate other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.bitsPerSecond <= other.bitsPerSecond ? one : other;
  }

  double bytesPerNano() {
    return bitsPerSecond / 8e9;
  }

  /** With the largest unit of which it is a thousandth or more. */
  @Override
  public String toString() {
    BigDecimal bits = BigDecimal.valueOf(bitsPerSecond);
    String[] units = {"kbit/s", "Mbit/s", "Gbit/s"};
    int unit = bitsPerSecond >= 1_000_000_000 ? 2 : bitsPerSecond >= 1_000_000 ? 1 : 0;
    return bits.movePointLeft(3 * (unit + 1)).stripTrailingZeros().toPlainString() + units[unit];
  }
}
