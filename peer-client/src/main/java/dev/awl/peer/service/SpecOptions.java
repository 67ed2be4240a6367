package dev.awl.peer.service;

import dev.awl.wire.rendezvous.PeerId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What may follow a service behind a question mark.
 *
 * <pre>
 *   allow=ID[,ID]...   only these peers may use it
 *   connect=5s         how long the target may take to answer
 *   idle=10m           connections over which nothing goes are reset, flows forgotten
 *   proxy=v2           the target gets a PROXY protocol header with the user's address
 *   data=LOW-HIGH      ftps-passthrough and ftp-fixed: the server's passive ports
 *   rate=20Mbit/s      all its connections together, in each direction
 *   connections=100    connections and flows at once
 * </pre>
 */
final class SpecOptions {

  private SpecOptions() {}

  /**
   * The service with its options.
   *
   * @throws IllegalArgumentException with one line for people
   */
  static SharedService read(
      Service service, @Nullable String options, Function<String, PeerId> peersByName) {
    Set<PeerId> allow = null;
    Duration connect = DialOptions.DEFAULT.connect();
    Duration idle = DialOptions.DEFAULT.idle();
    boolean proxy = false;
    PortRange data = null;
    Rate rate = null;
    int connections = 0;
    for (String each : options == null ? new String[0] : options.split("&", -1)) {
      int equals = each.indexOf('=');
      String value = each.substring(equals + 1);
      switch (each.substring(0, Math.max(0, equals))) {
        case "allow" -> allow = peers(value, peersByName);
        case "connect" -> connect = DialOptions.duration(value);
        case "idle" -> idle = DialOptions.duration(value);
        case "proxy" -> proxy = version(value, service);
        case "data" -> data = dataPorts(value, service);
        case "rate" -> rate = Rate.parse(value);
        case "connections" -> connections = count(value);
        default ->
            throw new IllegalArgumentException(
                "unknown option '"
                    + each
                    + "'; there are allow=, connect=, connections=, idle=, proxy=, rate= and"
                    + " data=");
      }
    }
    if (data == null && Service.FIXED_DATA.contains(service.protocol())) {
      throw new IllegalArgumentException(
          service.protocol()
              + " needs the server's passive ports, as in ?data=40000-40019; vsftpd calls them"
              + " pasv_min_port and pasv_max_port");
    }
    return new SharedService(
        data == null ? service : service.withData(data),
        allow,
        new DialOptions(connect, idle, proxy),
        new Limits(rate, connections));
  }

  private static PortRange dataPorts(String text, Service service) {
    if (!Service.FIXED_DATA.contains(service.protocol())) {
      throw new IllegalArgumentException("data= is for ftps-passthrough and ftp-fixed alone");
    }
    PortRange ports = PortRange.parse(text);
    if (ports.size() < Service.LEAST_DATA_PORTS) {
      throw new IllegalArgumentException(
          "data="
              + text
              + " is too little: give the server "
              + Service.LEAST_DATA_PORTS
              + " passive ports or more, each is out of use for a while after a transfer");
    }
    return ports;
  }

  private static Set<PeerId> peers(String text, Function<String, PeerId> byName) {
    Set<PeerId> peers = new HashSet<>();
    for (String each : text.split(",", -1)) {
      peers.add(byName.apply(each));
    }
    return peers;
  }

  private static int count(String text) {
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException("'" + text + "' is no number of connections");
    }
    return Integer.parseInt(text);
  }

  private static boolean version(String text, Service service) {
    if (!text.equals("v2") || service.isUdp()) {
      throw new IllegalArgumentException("proxy=v2 is all there is, and for TCP alone");
    }
    return true;
  }
}
