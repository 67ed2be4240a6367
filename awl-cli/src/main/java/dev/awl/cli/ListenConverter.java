package dev.awl.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code [ADDR:]PORT}; without an address it is the wildcard. */
final class ListenConverter implements ITypeConverter<InetSocketAddress> {

  @Override
  public InetSocketAddress convert(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      return host.isEmpty()
          ? new InetSocketAddress(port)
          : new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (IllegalArgumentException | UnknownHostException e) {
      throw new TypeConversionException(
          "'" + text + "' is not [ADDR:]PORT, as in 8080 or 127.0.0.1:8080");
    }
  }
}
