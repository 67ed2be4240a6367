package dev.awl.peer.exchange;

import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.PeerKey;
import dev.awl.wire.rendezvous.SessionId;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** The keys of one session; the package documentation has the formulas. */
record KeySchedule(SessionId session, PeerId initiator, PeerId responder) {

  static final int KEY_LENGTH = 32;

  byte[] offerKey(byte[] shared, PeerKey initiatorEphemeral) {
    return derive(shared, "awl offer key v1", initiatorEphemeral.point());
  }

  byte[] answerKey(byte[] shared, PeerKey initiatorEphemeral, PeerKey responderEphemeral) {
    return derive(
        shared,
        "awl answer key v1",
        Bytes.join(initiatorEphemeral.point(), responderEphemeral.point()));
  }

  byte[] punchKey(byte[] shared) {
    return derive(shared, "awl punch v1", new byte[0]);
  }

  private byte[] derive(byte[] shared, String domain, byte[] context) {
    byte[] info =
        Bytes.join(
            domain.getBytes(StandardCharsets.US_ASCII),
            initiator.hash(),
            responder.hash(),
            context);
    return hkdf(shared, session.bytes(), info, KEY_LENGTH);
  }

  /** RFC 5869 with SHA-256. */
  static byte[] hkdf(byte[] secret, byte[] salt, byte[] info, int length) {
    HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
    generator.init(new HKDFParameters(secret, salt, info));
    byte[] out = new byte[length];
    generator.generateBytes(out, 0, length);
    return out;
  }
}
