package dev.awl.cli;

import dev.awl.wire.rendezvous.Endpoint;
import dev.awl.wire.rendezvous.RelayEndpoint;
import dev.awl.wire.rendezvous.RelayEndpoint.Transport;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Read the servers that a rendezvous tells peers of. */
final class EndpointConverters {

  /** RFC 8489 section 18.6 and RFC 8656 section 19. */
  private static final int DEFAULT_PORT = 3478;

  private EndpointConverters() {}

  /** {@code HOST[:PORT]}. */
  static final class Stun implements ITypeConverter<Endpoint> {
    @Override
    public Endpoint convert(String text) {
      return endpoint(text);
    }
  }

  /** {@code turn:HOST[:PORT]}, {@code udp://HOST:PORT} and so on. */
  static final class Relay implements ITypeConverter<List<RelayEndpoint>> {
    @Override
    public List<RelayEndpoint> convert(String text) {
      if (text.startsWith("turn:")) {
        Endpoint both = endpoint(text.substring("turn:".length()));
        return List.of(
            new RelayEndpoint(Transport.UDP, both), new RelayEndpoint(Transport.TCP, both));
      }
      try {
        return List.of(RelayEndpoint.parse(text));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  private static Endpoint endpoint(String text) {
    boolean hasPort = text.matches("([^:]+|\\[.*]):\\d+");
    try {
      return Endpoint.parse(hasPort ? text : text + ":" + DEFAULT_PORT);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'" + text + "' is not HOST[:PORT]");
    }
  }
}
