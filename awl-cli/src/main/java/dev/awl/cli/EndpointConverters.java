package dev.awl.cli;

import dev.awl.wire.rendezvous.Endpoint;
import dev.awl.wire.rendezvous.RelayEndpoint;
import dev.awl.wire.rendezvous.RelayEndpoint.Transport;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Read the servers that a rendezvous tells peers of. */
final class EndpointConverters {

  private EndpointConverters() {}

  /** {@code turn:HOST[:PORT]}, {@code udp://HOST:PORT} and so on. */
  static final class Relay implements ITypeConverter<List<RelayEndpoint>> {
    @Override
    public List<RelayEndpoint> convert(String text) {
      if (text.startsWith("turn:")) {
        Endpoint both = new StunEndpointConverter().convert(text.substring("turn:".length()));
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
}
