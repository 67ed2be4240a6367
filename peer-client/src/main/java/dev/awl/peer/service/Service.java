package dev.awl.peer.service;

import dev.awl.peer.alg.AlgHelper;
import dev.awl.peer.alg.AlgHelpers;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something the inner peer offers: a name, how to speak to it, and where it listens.
 *
 * @param name unique within a peer; lower-case letters, digits, dot, dash, underscore
 * @param protocol the scheme it was shared with, such as tcp or http
 * @param host target as seen from the inner peer: a name or an address, no brackets; for socks5 the
 *     networks that it reaches
 * @param port target port, the first one of a range; for socks5 where SOCKS is usually spoken
 * @param lastPort the last one of a range; otherwise the same
 * @param data the ports where it takes further connections, at the other end under the very same
 *     numbers; null for most
 */
public record Service(
    String name, String protocol, String host, int port, int lastPort, @Nullable PortRange data) {

  /** Each port of a range is a listening socket at the other end. */
  public static final int MAX_PORTS = 1000;

  static final String SOCKS5 = "socks5";
  static final String UDP = "udp";

  /** FTP whose server takes data connections on fixed ports, by TLS or in clear. */
  static final Set<String> FIXED_DATA = Set.of("ftps-passthrough", "ftp-fixed");

  /** Fewer are soon all in TIME_WAIT (RFC 9293 section 3.6.1) with a client that fetches a tree. */
  static final int LEAST_DATA_PORTS = 10;

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final Pattern PROTOCOL = Pattern.compile("[a-z0-9][a-z0-9-]{0,15}");
  private static final int MAX_HOST = 255;

  /** Whether a service can be called this. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** A service on one port. */
  public Service(String name, String protocol, String host, int port) {
    this(name, protocol, host, port, port);
  }

  /** A service on a range of ports. */
  public Service(String name, String protocol, String host, int port, int lastPort) {
    this(name, protocol, host, port, lastPort, null);
  }

  public Service {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a service name has 1 to 63 lower-case letters, digits, '.', '-', '_'; not '"
              + name.replaceAll("[^\\p{Graph}\\p{L} ]", "?")
              + "'");
    }
    if (!PROTOCOL.matcher(protocol).matches()) {
      throw new IllegalArgumentException("not a protocol: '" + printable(protocol) + "'");
    }
    int bytes = host.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_HOST || !host.equals(printable(host))) {
      throw new IllegalArgumentException("not a host: '" + printable(host) + "'");
    }
    if (port < 1 || lastPort > 65535) {
      throw new IllegalArgumentException(
          "a port is 1 to 65535, not " + (port < 1 ? port : lastPort));
    }
    if (lastPort < port || lastPort - port >= MAX_PORTS) {
      throw new IllegalArgumentException(
          "a port range has 1 to " + MAX_PORTS + " ports, the lower one first");
    }
    if (data != null
        && (data.equals(PortRange.ANY)
            || data.size() >= MAX_PORTS
            || (port <= data.last() && lastPort >= data.first()))) {
      throw new IllegalArgumentException(
          "at most " + (MAX_PORTS - 1) + " data ports, and none of them the control port");
    }
  }

  /** The same, with further connections on these ports. */
  Service withData(PortRange ports) {
    return new Service(name, protocol, host, port, lastPort, ports);
  }

  /** How many ports it has, without those for data. */
  public int ports() {
    return lastPort - port + 1;
  }

  /** How many listeners it takes: one for each port, those for data behind the others. */
  int listeners() {
    return ports() + (data == null ? 0 : data.size());
  }

  /** The target's port behind this listener: 0 is the first. */
  int port(int listener) {
    return listener < ports() || data == null ? port + listener : data.first() + listener - ports();
  }

  /** Whether users speak to it in datagrams. */
  public boolean isUdp() {
    AlgHelper helper = AlgHelpers.forScheme(protocol);
    return helper == null ? protocol.equals(UDP) : helper.isDatagram();
  }

  /** Whether users name the target themselves, within the networks of {@link #host}. */
  public boolean isSocks() {
    return protocol.equals(SOCKS5);
  }

  /** Host and port as people write them. */
  public String target() {
    if (isSocks()) {
      return host;
    }
    String range = lastPort == port ? "" : "-" + lastPort;
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port + range;
  }

  /** The peer's texts end up on terminals: nothing but visible ASCII and letters gets through. */
  private static String printable(String text) {
    return text.replaceAll("[^\\p{Graph}\\p{L}]", "?");
  }

  @Override
  public String toString() {
    return name + "=" + protocol + "://" + target() + (data == null ? "" : "?data=" + data);
  }
}
