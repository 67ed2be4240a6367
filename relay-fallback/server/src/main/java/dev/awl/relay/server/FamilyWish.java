package dev.awl.relay.server;

import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.AdditionalAddressFamily;
import dev.awl.wire.stun.attribute.AddressFamily;
import dev.awl.wire.stun.attribute.RequestedAddressFamily;
import dev.awl.wire.stun.attribute.UnknownAttribute;

/**
 * Which relayed addresses an Allocate asks for (RFC 8656 section 7.1).
 *
 * @param named by REQUESTED-ADDRESS-FAMILY
 * @param additional by ADDITIONAL-ADDRESS-FAMILY, which may name IPv6 only
 * @param additionalIsIpv4 what a server must refuse
 */
record FamilyWish(
    AddressFamily first, boolean named, boolean additional, boolean additionalIsIpv4) {

  /** ADDITIONAL-ADDRESS-FAMILY before IANA gave it 0x8000; coturn up to 4.6 sends this one. */
  private static final int ADDITIONAL_BEFORE_IANA = 0x8032;

  static FamilyWish of(StunMessage allocate) {
    RequestedAddressFamily requested = allocate.find(RequestedAddressFamily.class);
    AdditionalAddressFamily additional = allocate.find(AdditionalAddressFamily.class);
    return new FamilyWish(
        requested == null ? AddressFamily.IPV4 : requested.family(),
        requested != null,
        additional != null || asksInTheOldForm(allocate),
        additional != null && additional.family() == AddressFamily.IPV4);
  }

  private static boolean asksInTheOldForm(StunMessage allocate) {
    for (UnknownAttribute each : allocate.all(UnknownAttribute.class)) {
      if (each.type() == ADDITIONAL_BEFORE_IANA
          && each.value().length == 4
          && each.value()[0] == AddressFamily.IPV6.code()) {
        return true;
      }
    }
    return false;
  }
}
