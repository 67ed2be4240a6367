package dev.awl.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code SERVICE=[ADDR:]PORT}: where users of a service connect to; loopback without ADDR. */
record MappedPort(String service, InetSocketAddress local) {

  /** Reads the text form. */
  static final class Converter implements ITypeConverter<MappedPort> {
    @Override
    public MappedPort convert(String text) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new TypeConversionException("'" + text + "' is not SERVICE=[ADDR:]PORT");
      }
      String where = text.substring(equals + 1);
      InetSocketAddress local = new ListenConverter().convert(where);
      return new MappedPort(
          text.substring(0, equals),
          where.contains(":") ? local : new InetSocketAddress(loopback(), local.getPort()));
    }

    private static InetAddress loopback() {
      return InetAddress.getLoopbackAddress();
    }
  }
}
