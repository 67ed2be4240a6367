package dev.awl.peer.alg;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A user's control connection, as far as a helper has to know it.
 *
 * @param user where it comes from
 * @param dialled the address of the access peer that the user dialled
 * @param advertised the address to name when the user is told where to connect: {@code dialled}, or
 *     what the operator set
 * @param serviceIsIpv6 whether the inner peer reached the service over IPv6
 * @param encryption what becomes of TLS
 */
public record ControlConnection(
    InetSocketAddress user,
    InetSocketAddress dialled,
    InetAddress advertised,
    boolean serviceIsIpv6,
    Encryption encryption) {

  /** One that no TLS ends on here. */
  public ControlConnection(
      InetSocketAddress user,
      InetSocketAddress dialled,
      InetAddress advertised,
      boolean serviceIsIpv6) {
    this(user, dialled, advertised, serviceIsIpv6, Encryption.PASS_THROUGH);
  }
}
