package dev.awl.cli;

import dev.awl.peer.path.PathPreference;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code auto}, {@code direct} or {@code relay}. */
final class PathConverter implements ITypeConverter<PathPreference> {

  @Override
  public PathPreference convert(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "auto" -> PathPreference.AUTO;
      case "direct" -> PathPreference.DIRECT;
      case "relay" -> PathPreference.RELAY;
      default -> throw new TypeConversionException("'" + text + "' is not auto, direct or relay");
    };
  }
}
