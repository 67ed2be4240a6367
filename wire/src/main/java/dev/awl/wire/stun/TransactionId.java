package dev.awl.wire.stun;

import io.netty.buffer.ByteBuf;
import java.util.random.RandomGenerator;

/**
 * The 16 bytes after the type and length: the magic cookie and a 96-bit ID (RFC 8489 section 5), or
 * a classic 128-bit ID (RFC 3489 section 11.1).
 */
public record TransactionId(int cookie, int high, long low) {

  /** RFC 8489 section 5. */
  public static final int MAGIC_COOKIE = 0x2112A442;

  static final int LENGTH = 16;

  /** A fresh ID of the cookie dialect; pass a {@code SecureRandom} where a guess would harm. */
  public static TransactionId random(RandomGenerator random) {
    return new TransactionId(MAGIC_COOKIE, random.nextInt(), random.nextLong());
  }

  /** A fresh classic ID, sure to differ from the cookie dialect. */
  public static TransactionId randomClassic(RandomGenerator random) {
    int first = random.nextInt();
    return new TransactionId(
        first == MAGIC_COOKIE ? ~first : first, random.nextInt(), random.nextLong());
  }

  /** Whether the sender speaks RFC 3489 only: no cookie, so it may not know newer attributes. */
  public boolean isClassic() {
    return cookie != MAGIC_COOKIE;
  }

  static TransactionId read(ByteBuf in) {
    return new TransactionId(in.readInt(), in.readInt(), in.readLong());
  }

  void write(ByteBuf out) {
    out.writeInt(cookie).writeInt(high).writeLong(low);
  }
}
