package dev.awl.cli;

import dev.awl.peer.service.ServiceHost;
import dev.awl.peer.service.ServiceSpec;
import dev.awl.peer.service.SharedService;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a service to share. */
final class ServiceConverter implements ITypeConverter<SharedService> {

  @Override
  public SharedService convert(String text) {
    try {
      return ServiceSpec.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  /** Two of one name are wrong usage. */
  static void requireDistinct(List<SharedService> services) {
    try {
      ServiceHost.requireDistinct(services);
    } catch (IllegalArgumentException e) {
      throw AwlException.usage(String.valueOf(e.getMessage()));
    }
  }
}
