package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;

/** PASSWORD-ALGORITHM (RFC 8489 section 14.12): how the client made the long-term key. */
public record PasswordAlgorithm(int algorithm) implements StunAttribute {

  static final int TYPE = 0x001D;

  /** RFC 8489 section 18.5. */
  public static final int MD5 = 1;

  public static final int SHA256 = 2;

  public PasswordAlgorithm {
    AttributeReader.requireRange(algorithm, 0xFFFF, "PASSWORD-ALGORITHM");
  }

  static PasswordAlgorithm read(ByteBuf value) throws StunFormatException {
    int algorithm = readOne(value);
    return new PasswordAlgorithm(algorithm);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    writeOne(algorithm, out);
  }

  /** One algorithm with its parameters, which are empty for both known algorithms. */
  static int readOne(ByteBuf value) throws StunFormatException {
    if (value.readableBytes() < 4) {
      throw new StunFormatException("PASSWORD-ALGORITHM cut off");
    }
    int algorithm = value.readUnsignedShort();
    int padded = (value.readUnsignedShort() + 3) & ~3;
    if (padded > value.readableBytes()) {
      throw new StunFormatException("PASSWORD-ALGORITHM parameters cut off");
    }
    value.skipBytes(padded);
    return algorithm;
  }

  static void writeOne(int algorithm, ByteBuf out) {
    out.writeShort(algorithm).writeShort(0);
  }
}
