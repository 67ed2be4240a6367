package dev.awl.stunserver;

import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;

/** What {@link BindingResponder} decided about one datagram. */
public sealed interface Verdict {

  /**
   * Answer it.
   *
   * @param from the socket that the reply must leave from
   * @param to where it goes: the source of the request, or another port there (RESPONSE-PORT)
   */
  record Reply(Corner from, InetSocketAddress to, StunMessage message, Protection protection)
      implements Verdict {

    /** Most replies are shorter; a padded one makes the buffer grow. */
    private static final int USUAL_LENGTH = 128;

    /** The bytes to send, in a fresh buffer of {@code allocator} that the caller owns. */
    public ByteBuf encode(ByteBufAllocator allocator) {
      ByteBuf out = allocator.buffer(USUAL_LENGTH);
      StunEncoder.encode(message, out, protection);
      return out;
    }
  }

  /** Do not answer it, for this reason. */
  enum Drop implements Verdict {
    /** Not a Binding request: perhaps a TURN message or ChannelData for somebody else. */
    NOT_BINDING("not-binding"),
    /** Says that it is a Binding request, but is broken. */
    MALFORMED("malformed"),
    /** FINGERPRINT is there and wrong (RFC 8489 section 6.3). */
    BAD_FINGERPRINT("bad-fingerprint"),
    /** Its source, or the RESPONSE-PORT it asks for, is port 0: nothing can be sent there. */
    UNANSWERABLE("unanswerable"),
    /** Its source sends more than its share. */
    RATE_LIMITED("rate-limited"),
    /** Its source, or everybody, has too many TCP connections. */
    CROWDED("crowded"),
    /** Looks like a message of the partner, but is forged, repeated or broken. */
    BAD_PARTNER("bad-partner"),
    /** The reply could not be sent. */
    SEND_FAILED("send-failed");

    private final String text;

    Drop(String text) {
      this.text = text;
    }

    /** The word in metrics. */
    @Override
    public String toString() {
      return text;
    }
  }
}
