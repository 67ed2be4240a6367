package dev.awl.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an address or a name that has one. */
final class AddressConverter implements ITypeConverter<InetAddress> {

  @Override
  public InetAddress convert(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new TypeConversionException("'" + text + "' is no address, and no name that has one");
    }
  }
}
