package dev.awl.cli;

import dev.awl.wire.rendezvous.Endpoint;
import io.netty.util.NetUtil;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads {@code HOST[:PORT]}, also as a URI of RFC 7064 ({@code stun:HOST[:PORT]}); STUN's own port
 * where none is given.
 */
final class StunEndpointConverter implements ITypeConverter<Endpoint> {

  /** RFC 8489 section 18.6. */
  private static final int STUN_PORT = 3478;

  private static final String SCHEME = "stun:";

  @Override
  public Endpoint convert(String text) {
    String given = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : text;
    String host =
        !given.startsWith("[") && NetUtil.isValidIpV6Address(given) ? "[" + given + "]" : given;
    boolean bracketed = host.startsWith("[");
    boolean portGiven = bracketed ? host.contains("]:") : host.indexOf(':') >= 0;
    try {
      return Endpoint.parse(portGiven ? host : host + ":" + STUN_PORT);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'" + text + "' is not HOST[:PORT], as in stun.example.org or 192.0.2.1:3478");
    }
  }
}
