package dev.awl.stunserver;

import io.netty.buffer.ByteBuf;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** HMAC-SHA256 over a whole {@link PartnerMessage}, behind it. For all threads. */
final class PartnerSeal {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int LENGTH = 32;

  /** Keeps the same secret elsewhere (the relay's users) from meaning anything here. */
  private static final byte[] PURPOSE = {'a', 'w', 'l', ' ', 's', 't', 'u', 'n', ' ', '1'};

  private final Mac mac;

  PartnerSeal(byte[] secret) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      byte[] own = mac.doFinal(PURPOSE);
      mac.init(new SecretKeySpec(own, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " is missing from this Java", e);
    }
  }

  /** Appends {@code message} and its seal. */
  void write(PartnerMessage message, ByteBuf out) {
    int start = out.writerIndex();
    message.write(out);
    out.writeBytes(seal(out, start, out.writerIndex() - start));
  }

  /** The message, or null when the seal is not right. The indices of {@code in} do not move. */
  @Nullable PartnerMessage read(ByteBuf in) {
    int length = in.readableBytes() - LENGTH;
    if (length < 0) {
      return null;
    }
    byte[] claimed = new byte[LENGTH];
    in.getBytes(in.readerIndex() + length, claimed);
    boolean right = MessageDigest.isEqual(claimed, seal(in, in.readerIndex(), length));
    return right ? PartnerMessage.read(in.slice(in.readerIndex(), length)) : null;
  }

  private synchronized byte[] seal(ByteBuf bytes, int start, int length) {
    mac.update(bytes.nioBuffer(start, length));
    return mac.doFinal();
  }
}
