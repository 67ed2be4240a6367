package dev.awl.cli;

import dev.awl.peer.service.DataConnections;
import dev.awl.peer.service.PortRange;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How users of a shared FTP server reach the data connections here. */
final class FtpOptions {

  @Option(
      names = "--ftp-address",
      paramLabel = "IP",
      converter = AddressConverter.class,
      description =
          "The address that FTP clients are told for passive mode, where this machine is behind a"
              + " fixed public one (default: the one they dialled).")
  private @Nullable InetAddress address;

  @Option(
      names = "--ftp-ports",
      paramLabel = "LOW-HIGH",
      converter = PortRangeConverter.class,
      description =
          "The ports for FTP's passive mode, and TFTP's transfers (default: any free one).")
  private PortRange ports = PortRange.ANY;

  DataConnections dataConnections() {
    return new DataConnections(address, ports);
  }

  /** Reads LOW-HIGH. */
  static final class PortRangeConverter implements ITypeConverter<PortRange> {
    @Override
    public PortRange convert(String text) {
      try {
        return PortRange.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
