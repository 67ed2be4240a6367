package dev.awl.cli;

import dev.awl.wire.rendezvous.Endpoint;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code HOST[:PORT]}; STUN's own port where none is given. */
final class StunEndpointConverter implements ITypeConverter<Endpoint> {

  /** RFC 8489 section 18.6. */
  private static final int STUN_PORT = 3478;

  @Override
  public Endpoint convert(String text) {
    boolean bracketed = text.startsWith("[");
    boolean portGiven = bracketed ? text.contains("]:") : text.indexOf(':') >= 0;
    try {
      return Endpoint.parse(portGiven ? text : text + ":" + STUN_PORT);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'" + text + "' is not HOST[:PORT], as in stun.example.org or 192.0.2.1:3478");
    }
  }
}
