package dev.awl.peer.punch;

import dev.awl.peer.exchange.PunchKey;
import dev.awl.wire.stun.MessageIntegrity;
import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunClass;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.StunMethod;
import dev.awl.wire.stun.TransactionId;
import dev.awl.wire.stun.attribute.Padding;
import dev.awl.wire.stun.attribute.Username;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/**
 * Makes and checks the probes of one session. Only the two peers hold the key, so nobody else can
 * make a probe or an answer that passes.
 */
public final class ProbeCodec {

  /** The size of our QUIC packets: a path that does not carry it is of no use. */
  public static final int PROBE_SIZE = 1350;

  private static final int HEADER = 20;
  private static final int INTEGRITY = 4 + 32;
  private static final int ATTRIBUTE_HEADER = 4;

  private final String ownUsername;
  private final String peerUsername;
  private final Protection protection;

  /** The codec of one side of the session with this key. */
  public ProbeCodec(PunchKey key) {
    this.ownUsername = key.ownUsername();
    this.peerUsername = key.peerUsername();
    this.protection = Protection.of(MessageIntegrity.SHA256, key.bytes());
  }

  /** The USERNAME of the probes that the peer sends. */
  public String peerUsername() {
    return peerUsername;
  }

  /** Appends a probe of {@link #PROBE_SIZE} bytes. */
  public void writeProbe(TransactionId id, ByteBuf out) {
    int name = ATTRIBUTE_HEADER + ((ownUsername.length() + 3) & ~3);
    int padding = PROBE_SIZE - HEADER - name - ATTRIBUTE_HEADER - INTEGRITY;
    StunMessage probe =
        StunMessage.request(
            StunMethod.BINDING, id, new Username(ownUsername), new Padding(padding & ~3));
    StunEncoder.encode(probe, out, protection);
  }

  /** Appends the answer to {@code probe}, which came from {@code source}. */
  public void writeAnswer(StunMessage probe, InetSocketAddress source, ByteBuf out) {
    StunEncoder.encode(StunMessage.success(probe, new XorMappedAddress(source)), out, protection);
  }

  /** Whether the peer, and nobody else, made this message. */
  public boolean isAuthentic(ByteBuf raw) {
    return MessageIntegrity.SHA256.verify(raw, protection.key()) == MessageIntegrity.Verdict.VALID;
  }

  /** Whether the message is an answer to a probe. */
  public static boolean isAnswer(StunMessage message) {
    return message.is(StunMethod.BINDING, StunClass.SUCCESS_RESPONSE);
  }
}
