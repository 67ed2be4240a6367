package dev.awl.wire.rendezvous;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Names a peer by its key: SHA-256 of the key's SubjectPublicKeyInfo.
 *
 * <p>The text form is base32 (RFC 4648) with a check character (Luhn mod 32) after every 13
 * characters, in eight groups of seven: {@code ABCDEFG-HIJKLMN-...}. Reading takes any case, spaces
 * for dashes, and 0, 1, 8 for O, I, B.
 */
public final class PeerId implements Comparable<PeerId> {

  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int HASH_LENGTH = 32;
  private static final int BLOCK = 13;
  private static final int BLOCKS = 4;
  private static final int GROUP = 7;

  private final byte[] hash;

  private PeerId(byte[] hash) {
    this.hash = hash;
  }

  /** The ID of the peer whose key this is. */
  public static PeerId ofSubjectPublicKeyInfo(byte[] encodedKey) {
    try {
      return new PeerId(MessageDigest.getInstance("SHA-256").digest(encodedKey));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is missing from this Java", e);
    }
  }

  /** The ID with these 32 bytes. */
  public static PeerId ofHash(byte[] hash) {
    if (hash.length != HASH_LENGTH) {
      throw new IllegalArgumentException("a peer ID has 32 bytes, not " + hash.length);
    }
    return new PeerId(hash.clone());
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException with one line for people: too short, or where the typo is
   */
  public static PeerId parse(String text) {
    String plain =
        text.toUpperCase(Locale.ROOT)
            .replaceAll("[\\s-]", "")
            .replace('0', 'O')
            .replace('1', 'I')
            .replace('8', 'B');
    if (plain.length() != BLOCKS * (BLOCK + 1)) {
      throw new IllegalArgumentException(
          "a peer ID has 56 letters and digits in groups of 7; this has " + plain.length());
    }
    StringBuilder data = new StringBuilder();
    for (int block = 0; block < BLOCKS; block++) {
      String part = plain.substring(block * (BLOCK + 1), (block + 1) * (BLOCK + 1));
      for (int i = 0; i < part.length(); i++) {
        if (ALPHABET.indexOf(part.charAt(i)) < 0) {
          throw new IllegalArgumentException(
              "a peer ID has letters and the digits 2 to 7, not '" + part.charAt(i) + "'");
        }
      }
      String body = part.substring(0, BLOCK);
      if (checkCharacter(body) != part.charAt(BLOCK)) {
        throw new IllegalArgumentException(
            "a typo in the peer ID, in its group " + (2 * block + 1) + " or " + (2 * block + 2));
      }
      data.append(body);
    }
    return new PeerId(decode(data));
  }

  private static byte[] decode(CharSequence data) {
    byte[] hash = new byte[HASH_LENGTH];
    int bits = 0;
    int buffer = 0;
    int at = 0;
    for (int i = 0; i < data.length(); i++) {
      buffer = buffer << 5 | ALPHABET.indexOf(data.charAt(i));
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        hash[at++] = (byte) (buffer >> bits);
      }
    }
    if ((buffer & ((1 << bits) - 1)) != 0) {
      throw new IllegalArgumentException("a typo in the last group of the peer ID");
    }
    return hash;
  }

  /** Luhn mod 32: catches every single typo, and every swap of neighbours but A with 7. */
  private static char checkCharacter(String body) {
    int factor = 2; // beside the check character too: it weighs 1
    int sum = 0;
    for (int i = 0; i < body.length(); i++) {
      int addend = factor * ALPHABET.indexOf(body.charAt(i));
      sum += addend / 32 + addend % 32;
      factor = 3 - factor;
    }
    return ALPHABET.charAt((32 - sum % 32) % 32);
  }

  /** The 32 bytes. */
  public byte[] hash() {
    return hash.clone();
  }

  /** The first group: enough for logs and tables, never for trust. */
  public String brief() {
    return toString().substring(0, GROUP);
  }

  @Override
  public String toString() {
    StringBuilder data = new StringBuilder();
    int bits = 0;
    int buffer = 0;
    for (byte each : hash) {
      buffer = buffer << 8 | (each & 0xFF);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        data.append(ALPHABET.charAt(buffer >> bits & 31));
      }
    }
    data.append(ALPHABET.charAt(buffer << (5 - bits) & 31));
    StringBuilder checked = new StringBuilder();
    for (int block = 0; block < BLOCKS; block++) {
      String body = data.substring(block * BLOCK, (block + 1) * BLOCK);
      checked.append(body).append(checkCharacter(body));
    }
    for (int at = checked.length() - GROUP; at > 0; at -= GROUP) {
      checked.insert(at, '-');
    }
    return checked.toString();
  }

  /** Orders by bytes; the lower one dials. */
  @Override
  public int compareTo(PeerId other) {
    return Arrays.compareUnsigned(hash, other.hash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerId that && Arrays.equals(hash, that.hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }

  /** The bytes as hexadecimal, for file names. */
  public String hex() {
    return HexFormat.of().formatHex(hash);
  }
}
