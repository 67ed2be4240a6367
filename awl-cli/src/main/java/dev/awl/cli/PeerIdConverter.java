package dev.awl.cli;

import dev.awl.wire.rendezvous.PeerId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a peer ID; a typo is named. */
final class PeerIdConverter implements ITypeConverter<PeerId> {

  @Override
  public PeerId convert(String text) {
    try {
      return PeerId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'" + text + "': " + e.getMessage());
    }
  }
}
