package dev.awl.peer.tls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A certificate's SHA-256, written as OpenSSL and FileZilla do.
 *
 * @param text 32 octets in capital hexadecimal, with colons
 */
public record Fingerprint(String text) {

  private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();
  private static final Pattern FORM = Pattern.compile("([0-9A-F]{2}:){31}[0-9A-F]{2}");
  private static final Pattern BARE = Pattern.compile("[0-9A-F]{64}");

  public Fingerprint {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not a SHA-256 fingerprint: " + text);
    }
  }

  /** Reads it with or without colons, in any case. */
  public static Fingerprint parse(String text) {
    String capitals = text.toUpperCase(Locale.ROOT);
    return new Fingerprint(
        BARE.matcher(capitals).matches()
            ? COLONS.formatHex(HexFormat.of().parseHex(capitals))
            : capitals);
  }

  static Fingerprint of(X509Certificate certificate) throws CertificateEncodingException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return new Fingerprint(COLONS.formatHex(digest));
    } catch (CertificateEncodingException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
