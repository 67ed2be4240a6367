package dev.awl.classifier.gateway;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A MAP request of PCP and its response (RFC 6887 sections 7 and 11.1): the only way that this
 * protocol has to name the gateway's outside address.
 *
 * <pre>
 *   header    0: version 2 | 1: R(1) opcode(7) = 1 | 2: 0 | 3: result (response)
 *             4: lifetime, seconds (4) | 8: client address, IPv4-mapped (16); response: epoch, zeros
 *   MAP      24: nonce (12) | 36: protocol | 37: 0 (3) | 40: internal port (2) | 42: external port (2)
 *            44: external address (16)
 * </pre>
 */
final class Pcp {

  static final int VERSION = 2;

  private static final int MAP = 1;
  private static final int MAP_RESPONSE = 0x80 | MAP;
  private static final int UDP = 17;
  private static final int LENGTH = 60;
  static final int NONCE_LENGTH = 12;

  private Pcp() {}

  /**
   * Asks for a mapping of a UDP port of ours.
   *
   * @param lifetime seconds; 0 deletes it
   */
  static byte[] map(Inet4Address client, int port, byte[] nonce, int lifetime) {
    return ByteBuffer.allocate(LENGTH)
        .put((byte) VERSION)
        .put((byte) MAP)
        .putShort((short) 0)
        .putInt(lifetime)
        .put(mapped(client.getAddress()))
        .put(nonce)
        .put((byte) UDP)
        .put(new byte[3])
        .putShort((short) port)
        .putShort((short) 0) // any external port
        .put(mapped(new byte[4])) // any external address, but an IPv4 one
        .array();
  }

  /** The external address in the response to the request with that nonce; null: none is in it. */
  static @Nullable InetAddress parse(byte[] datagram, byte[] nonce) {
    if (!answers(datagram, nonce) || datagram[3] != 0) {
      return null;
    }
    // An IPv4-mapped one becomes an Inet4Address by itself.
    return NatPmp.address(Arrays.copyOfRange(datagram, 44, LENGTH));
  }

  /** Whether this is the response, of whatever result, to the request with that nonce. */
  static boolean answers(byte[] datagram, byte[] nonce) {
    return datagram.length >= LENGTH
        && datagram[0] == VERSION
        && Byte.toUnsignedInt(datagram[1]) == MAP_RESPONSE
        && Arrays.equals(datagram, 24, 24 + NONCE_LENGTH, nonce, 0, NONCE_LENGTH);
  }

  private static byte[] mapped(byte[] ipv4) {
    return ByteBuffer.allocate(16).putShort(10, (short) 0xFFFF).put(12, ipv4).array();
  }
}
