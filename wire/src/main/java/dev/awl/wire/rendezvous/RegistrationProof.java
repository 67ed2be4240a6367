package dev.awl.wire.rendezvous;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What a peer signs to register.
 *
 * <p>Three lines: a domain string that no other signature of a peer starts with, the server as the
 * peer addressed it, and the server's nonce. A server that knows its names can thus refuse a proof
 * that another one obtained for its nonce.
 */
public final class RegistrationProof {

  private static final String DOMAIN = "awl register v1\n";

  private RegistrationProof() {}

  /** The bytes to sign. */
  public static byte[] signedBytes(byte[] nonce, String server) {
    String text = DOMAIN + server + "\n" + Base64.getEncoder().encodeToString(nonce) + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
