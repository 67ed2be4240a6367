package dev.awl.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code SERVICE=[ADDR:]PORT[-PORT]}: where users of a service connect to; loopback without ADDR.
 *
 * @param ports how many are named; for a range its first is enough
 */
public record MappedPort(String service, InetSocketAddress local, int ports) {

  private static final Pattern RANGE = Pattern.compile("(.*[:0-9])-([0-9]{1,5})");

  /**
   * The text form read.
   *
   * @throws IllegalArgumentException with one line for people
   */
  public static MappedPort of(String text) {
    try {
      return new Converter().convert(text);
    } catch (TypeConversionException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Of two that overlap. */
  public int firstCommonPort(MappedPort other) {
    return Math.max(local.getPort(), other.local.getPort());
  }

  /** Whether the two want a port of one address. */
  public boolean overlaps(MappedPort other) {
    InetAddress ours = local.getAddress();
    InetAddress theirs = other.local.getAddress();
    boolean sameAddress =
        ours.isAnyLocalAddress() || theirs.isAnyLocalAddress() || ours.equals(theirs);
    int first = local.getPort();
    int otherFirst = other.local.getPort();
    return sameAddress
        && first != 0
        && otherFirst != 0
        && first < otherFirst + other.ports
        && otherFirst < first + ports;
  }

  /** Reads the text form. */
  static final class Converter implements ITypeConverter<MappedPort> {
    @Override
    public MappedPort convert(String text) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new TypeConversionException("'" + text + "' is not SERVICE=[ADDR:]PORT[-PORT]");
      }
      String where = text.substring(equals + 1);
      Matcher range = RANGE.matcher(where);
      String first = range.matches() ? range.group(1) : where;
      InetSocketAddress local = new ListenConverter().convert(first);
      int last = range.matches() ? Integer.parseInt(range.group(2)) : local.getPort();
      if (last < local.getPort() || last > 65535) {
        throw new TypeConversionException("'" + where + "': a range has the lower port first");
      }
      return new MappedPort(
          text.substring(0, equals),
          first.contains(":") ? local : new InetSocketAddress(loopback(), local.getPort()),
          last - local.getPort() + 1);
    }

    private static InetAddress loopback() {
      return InetAddress.getLoopbackAddress();
    }
  }
}
