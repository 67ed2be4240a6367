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
 */
public record ControlConnection(
    InetSocketAddress user,
    InetSocketAddress dialled,
    InetAddress advertised,
    boolean serviceIsIpv6) {}
