package dev.awl.classifier;

import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.ChangedAddress;
import dev.awl.wire.stun.attribute.MappedAddress;
import dev.awl.wire.stun.attribute.OtherAddress;
import dev.awl.wire.stun.attribute.XorMappedAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a Binding response says, in the words of today's servers or of classic ones.
 *
 * @param mapped our address as the server sees it: XOR-MAPPED-ADDRESS, else MAPPED-ADDRESS
 * @param other the server's other address and port: OTHER-ADDRESS (RFC 5780 section 7.4), else
 *     CHANGED-ADDRESS (RFC 3489 section 11.2.3); null when it names none that can be asked
 */
record BindingAnswer(InetSocketAddress mapped, @Nullable InetSocketAddress other) {

  /** Null when the response carries no mapped address: an error, or no use to us. */
  static @Nullable BindingAnswer of(StunMessage response) {
    InetSocketAddress mapped = mappedOf(response);
    return mapped == null ? null : new BindingAnswer(mapped, otherOf(response));
  }

  private static @Nullable InetSocketAddress mappedOf(StunMessage response) {
    XorMappedAddress xor = response.find(XorMappedAddress.class);
    if (xor != null) {
      return xor.address();
    }
    MappedAddress plain = response.find(MappedAddress.class);
    return plain == null ? null : plain.address();
  }

  private static @Nullable InetSocketAddress otherOf(StunMessage response) {
    OtherAddress other = response.find(OtherAddress.class);
    if (other != null) {
      return askable(other.address());
    }
    ChangedAddress changed = response.find(ChangedAddress.class);
    return changed == null ? null : askable(changed.address());
  }

  /** Servers without a second address are known to send 0.0.0.0:0. */
  private static @Nullable InetSocketAddress askable(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    return ip.isAnyLocalAddress() || ip.isMulticastAddress() || address.getPort() == 0
        ? null
        : address;
  }
}
