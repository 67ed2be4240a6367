package dev.awl.relay.server;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The addresses that hide in one address: an IPv6 packet to such a form ends at an IPv4 host, so
 * refusing 127.0.0.1 means refusing all of them.
 *
 * <pre>
 *  ::ffff:a.b.c.d           mapped (Java hands it out as IPv4 already)
 *  ::a.b.c.d                compatible
 *  2002:AABB:CCDD::/48      6to4 (RFC 3056)
 *  64:ff9b::a.b.c.d         NAT64 (RFC 6052)
 *  2001:0:SERVER:..:~CLIENT Teredo (RFC 4380): two addresses
 *  ..:0:5efe:a.b.c.d        ISATAP (RFC 5214)
 * </pre>
 */
final class AddressForms {

  private AddressForms() {}

  /** The address itself, then every IPv4 address embedded in it. */
  static List<byte[]> of(InetAddress address) {
    byte[] bytes = address.getAddress();
    List<byte[]> forms = new ArrayList<>(3);
    forms.add(bytes);
    if (bytes.length == 16) {
      addEmbedded(bytes, forms);
    }
    return forms;
  }

  private static void addEmbedded(byte[] v6, List<byte[]> forms) {
    boolean zeros = isZero(v6, 0, 10);
    if (zeros && isZero(v6, 10, 12) && !isZero(v6, 12, 15)) {
      forms.add(v4(v6, 12));
    }
    if (zeros && v6[10] == -1 && v6[11] == -1) {
      forms.add(v4(v6, 12));
    }
    if (group(v6, 0) == 0x2002) {
      forms.add(v4(v6, 2));
    }
    if (group(v6, 0) == 0x64 && group(v6, 2) == 0xFF9B && isZero(v6, 4, 12)) {
      forms.add(v4(v6, 12));
    }
    if (group(v6, 0) == 0x2001 && group(v6, 2) == 0) {
      forms.add(v4(v6, 4));
      byte[] client = v4(v6, 12);
      for (int i = 0; i < client.length; i++) {
        client[i] = (byte) ~client[i];
      }
      forms.add(client);
    }
    if ((group(v6, 8) & 0xFDFF) == 0 && group(v6, 10) == 0x5EFE) {
      forms.add(v4(v6, 12));
    }
  }

  private static byte[] v4(byte[] v6, int from) {
    return Arrays.copyOfRange(v6, from, from + 4);
  }

  private static int group(byte[] v6, int at) {
    return (v6[at] & 0xFF) << 8 | (v6[at + 1] & 0xFF);
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
