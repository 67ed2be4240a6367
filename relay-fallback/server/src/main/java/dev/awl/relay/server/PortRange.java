package dev.awl.relay.server;

/** The ports that allocations get, both ends included. */
public record PortRange(int first, int last) {

  /** RFC 8656 section 7.2 and RFC 6335 section 6: the dynamic ports. */
  public static final PortRange DYNAMIC = new PortRange(49152, 65535);

  public PortRange {
    if (first < 1 || last > 65535 || first > last) {
      throw new IllegalArgumentException("port range " + first + "-" + last);
    }
  }

  int size() {
    return last - first + 1;
  }
}
