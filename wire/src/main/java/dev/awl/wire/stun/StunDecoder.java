package dev.awl.wire.stun;

import dev.awl.wire.stun.attribute.AttributeReader;
import dev.awl.wire.stun.attribute.StunAttribute;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Decodes STUN messages (RFC 8489 section 5 and 14; classic ones of RFC 3489 section 11 too). */
public final class StunDecoder {

  static final int HEADER_LENGTH = 20;

  /** More attributes than any real message has; a bound on what a datagram makes us allocate. */
  private static final int MAX_ATTRIBUTES = 64;

  private StunDecoder() {}

  /**
   * Whether the bytes may be STUN: header complete, first two bits zero, length right for a
   * datagram. Cheap enough to run on everything that arrives.
   */
  public static boolean looksLikeStun(ByteBuf datagram) {
    int start = datagram.readerIndex();
    int size = datagram.readableBytes();
    return size >= HEADER_LENGTH
        && (datagram.getByte(start) & 0xC0) == 0
        && (datagram.getUnsignedShort(start + 2) & 3) == 0
        && datagram.getUnsignedShort(start + 2) == size - HEADER_LENGTH;
  }

  /**
   * Decodes the message that fills {@code datagram}. The reader index stays where it was, so that
   * integrity and fingerprint can be checked on the same bytes; DATA attributes are slices that
   * live as long as {@code datagram}.
   *
   * @throws StunFormatException when the bytes are not one complete well-formed message
   */
  public static StunMessage decode(ByteBuf datagram) throws StunFormatException {
    if (!looksLikeStun(datagram)) {
      throw new StunFormatException("not a STUN message");
    }
    ByteBuf in = datagram.slice();
    StunMessage header = readHeader(in);
    List<StunAttribute> attributes = readAttributes(in, header.id());
    return new StunMessage(header.method(), header.type(), header.id(), attributes);
  }

  /**
   * Decodes the first 20 bytes alone, to answer 400 to a request whose attributes are broken.
   *
   * @throws StunFormatException when not even the header is right
   */
  public static StunMessage decodeHeader(ByteBuf datagram) throws StunFormatException {
    if (!looksLikeStun(datagram)) {
      throw new StunFormatException("not a STUN message");
    }
    return readHeader(datagram.slice());
  }

  private static StunMessage readHeader(ByteBuf in) throws StunFormatException {
    int type = in.readUnsignedShort();
    in.skipBytes(2);
    StunMethod method = StunMethod.ofCode((type & 0xF) | (type & 0xE0) >> 1 | (type & 0x3E00) >> 2);
    if (method == null) {
      throw new StunFormatException("unknown method");
    }
    StunClass stunClass = StunClass.ofCode((type & 0x10) >> 4 | (type & 0x100) >> 7);
    return new StunMessage(method, stunClass, TransactionId.read(in), List.of());
  }

  /** Stops at MESSAGE-INTEGRITY: what follows it is not protected (RFC 8489 section 14.5). */
  private static List<StunAttribute> readAttributes(ByteBuf in, TransactionId id)
      throws StunFormatException {
    List<StunAttribute> attributes = new ArrayList<>(8);
    while (in.isReadable()) {
      if (in.readableBytes() < 4) {
        throw new StunFormatException("attribute header cut off");
      }
      int type = in.readUnsignedShort();
      int length = in.readUnsignedShort();
      int padded = (length + 3) & ~3;
      if (padded > in.readableBytes()) {
        throw new StunFormatException("attribute longer than the message");
      }
      if (type == MessageIntegrity.SHA1.attributeType()
          || type == MessageIntegrity.SHA256.attributeType()
          || type == Fingerprint.TYPE) {
        break;
      }
      if (attributes.size() == MAX_ATTRIBUTES) {
        throw new StunFormatException("too many attributes");
      }
      attributes.add(AttributeReader.read(type, in.slice(in.readerIndex(), length), id));
      in.skipBytes(padded);
    }
    return attributes;
  }
}
