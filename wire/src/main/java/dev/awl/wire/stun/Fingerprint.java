package dev.awl.wire.stun;

import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32;

/** FINGERPRINT (RFC 8489 section 14.7): CRC-32 of the message, xor "STUN", as last attribute. */
public final class Fingerprint {

  static final int TYPE = 0x8028;
  private static final int XOR = 0x5354554E;
  private static final int LENGTH = 8;

  /** What a check of a message found. */
  public enum Verdict {
    ABSENT,
    VALID,
    INVALID
  }

  private Fingerprint() {}

  /** Checks the message that fills {@code message}. A fingerprint that is not last is invalid. */
  public static Verdict verify(ByteBuf message) {
    int at = AttributeScan.find(message, TYPE);
    if (at < 0) {
      return Verdict.ABSENT;
    }
    boolean last = at + LENGTH == message.writerIndex();
    boolean right =
        last
            && message.getUnsignedShort(at + 2) == 4
            && message.getInt(at + 4) == crc(message, message.readerIndex(), at);
    return right ? Verdict.VALID : Verdict.INVALID;
  }

  static void append(ByteBuf out, int start) {
    int end = out.writerIndex();
    out.writeShort(TYPE).writeShort(4).writeInt(0);
    StunEncoder.setLength(out, start);
    out.setInt(end + 4, crc(out, start, end));
  }

  private static int crc(ByteBuf message, int start, int end) {
    CRC32 crc = new CRC32();
    crc.update(message.nioBuffer(start, end - start));
    return (int) crc.getValue() ^ XOR;
  }
}
