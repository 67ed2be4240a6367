package dev.awl.classifier.gateway;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The external address request of NAT-PMP and its response (RFC 6886 section 3.2).
 *
 * <pre>
 *   request   0: version 0 | 1: opcode 0
 *   response  0: version 0 | 1: opcode 128 | 2: result (2) | 4: seconds since start (4)
 *             8: external IPv4 address (4), where the result is 0
 * </pre>
 */
final class NatPmp {

  /** RFC 6886 section 1.1; PCP took it over. */
  static final int PORT = 5351;

  /** RFC 6886 section 3.5: "the version is not supported", and a PCP server's word for the same. */
  static final int UNSUPPORTED_VERSION = 1;

  private static final int RESPONSE_OPCODE = 128;

  private NatPmp() {}

  /**
   * What the gateway says.
   *
   * @param result 0: success
   * @param external null unless the result is 0
   */
  record Answer(int result, @Nullable InetAddress external) {}

  static byte[] request() {
    return new byte[] {0, 0};
  }

  /** Null: not an answer to that request. A PCP server's refusal of version 0 is one. */
  static @Nullable Answer parse(byte[] datagram) {
    if (datagram.length < 4 || Byte.toUnsignedInt(datagram[1]) != RESPONSE_OPCODE) {
      return null;
    }
    if (datagram[0] == Pcp.VERSION) {
      return datagram[3] == UNSUPPORTED_VERSION ? new Answer(UNSUPPORTED_VERSION, null) : null;
    }
    if (datagram[0] != 0) {
      return null;
    }
    int result = Short.toUnsignedInt(ByteBuffer.wrap(datagram).getShort(2));
    if (result != 0) {
      return new Answer(result, null);
    }
    return datagram.length < 12
        ? null
        : new Answer(0, address(Arrays.copyOfRange(datagram, 8, 12)));
  }

  static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e); // a wrong length only
    }
  }
}
