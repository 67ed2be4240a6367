package dev.awl.stunserver;

import dev.awl.wire.stun.attribute.Padding;
import dev.awl.wire.stun.attribute.StunAttribute;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The attributes of a reply that may not grow beyond a given length. */
final class ReplyRoom {

  private static final int HEADER = 20;
  private static final int ATTRIBUTE_HEADER = 4;
  private static final int IPV4_ATTRIBUTE = ATTRIBUTE_HEADER + 8;
  private static final int IPV6_ATTRIBUTE = ATTRIBUTE_HEADER + 20;
  private static final int FINGERPRINT = ATTRIBUTE_HEADER + 4;

  private final List<StunAttribute> attributes = new ArrayList<>(5);
  private final int allowed;
  private int length;

  ReplyRoom(int allowed, boolean fingerprint) {
    this.allowed = allowed;
    this.length = HEADER + (fingerprint ? FINGERPRINT : 0);
  }

  /** Adds it even where it does not fit. */
  void require(InetSocketAddress address, Function<InetSocketAddress, StunAttribute> attribute) {
    attributes.add(attribute.apply(address));
    length += lengthOf(address);
  }

  /** Adds it where there is an address and room for it. */
  void offer(
      @Nullable InetSocketAddress address, Function<InetSocketAddress, StunAttribute> attribute) {
    if (address != null && length + lengthOf(address) <= allowed) {
      require(address, attribute);
    }
  }

  private static int lengthOf(InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address ? IPV4_ATTRIBUTE : IPV6_ATTRIBUTE;
  }

  /** Fills up with PADDING to {@code target} bytes, never beyond. */
  void padTo(int target) {
    int padding = (target - length - ATTRIBUTE_HEADER) & ~3;
    if (padding >= 0) {
      attributes.add(new Padding(padding));
      length += ATTRIBUTE_HEADER + padding;
    }
  }

  StunAttribute[] attributes() {
    return attributes.toArray(StunAttribute[]::new);
  }
}
