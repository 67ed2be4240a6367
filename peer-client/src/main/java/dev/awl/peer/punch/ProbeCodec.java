package dev.awl.peer.punch;

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
import org.jspecify.annotations.Nullable;

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

  private final String username;
  private final String ourFragment;
  private final Protection protection;

  /**
   * @param ourFragment names this session to us; the peer puts it first
   * @param theirFragment names it to the peer
   * @param key the punch key of the session
   */
  public ProbeCodec(String ourFragment, String theirFragment, byte[] key) {
    this.ourFragment = ourFragment;
    this.username = theirFragment + ":" + ourFragment;
    this.protection = Protection.of(MessageIntegrity.SHA256, key);
  }

  /** What a probe for us begins its USERNAME with. */
  public String ourFragment() {
    return ourFragment;
  }

  /** The fragment that says which session a Binding request is for; null: none of ours. */
  public static @Nullable String fragmentOf(StunMessage request) {
    Username name = request.find(Username.class);
    int colon = name == null ? -1 : name.text().indexOf(':');
    return name == null || colon < 1 ? null : name.text().substring(0, colon);
  }

  /** Appends a probe of {@link #PROBE_SIZE} bytes. */
  public void writeProbe(TransactionId id, ByteBuf out) {
    int name = ATTRIBUTE_HEADER + ((username.length() + 3) & ~3);
    int padding = PROBE_SIZE - HEADER - name - ATTRIBUTE_HEADER - INTEGRITY;
    StunMessage probe =
        StunMessage.request(
            StunMethod.BINDING, id, new Username(username), new Padding(padding & ~3));
    StunEncoder.encode(probe, out, protection);
  }

  /** Appends the answer to {@code probe}, which came from {@code source}. */
  public void writeAnswer(StunMessage probe, InetSocketAddress source, ByteBuf out) {
    StunEncoder.encode(
        StunMessage.success(probe, new XorMappedAddress(source)), out, protection);
  }

  /** Whether the peer, and nobody else, made this message. */
  public boolean isAuthentic(ByteBuf raw) {
    return MessageIntegrity.SHA256.verify(raw, protection.key())
        == MessageIntegrity.Verdict.VALID;
  }

  /** Whether the message is an answer to a probe. */
  public static boolean isAnswer(StunMessage message) {
    return message.is(StunMethod.BINDING, StunClass.SUCCESS_RESPONSE);
  }
}
