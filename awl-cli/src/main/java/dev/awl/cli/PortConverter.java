package dev.awl.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a port; 0 is any that is free. */
final class PortConverter implements ITypeConverter<Integer> {

  private static final int LAST = 65535;

  @Override
  public Integer convert(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= LAST) {
        return port;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new TypeConversionException("'" + text + "' is no port: a number up to " + LAST);
  }
}
