package dev.awl.cli;

import dev.awl.stunserver.StunServer;
import dev.awl.stunserver.StunServerSettings;
import io.netty.channel.ChannelHandler;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts the servers of one process and says where each listens. */
final class ServerRoles {

  private final Output output;
  private final ServedAddresses addresses;
  private final Foreground foreground;

  ServerRoles(Output output, ServedAddresses addresses, Foreground foreground) {
    this.output = output;
    this.addresses = addresses;
    this.foreground = foreground;
  }

  /** Starts STUN; datagrams on the first port that are none go to {@code other}. */
  void stun(StunOptions options, @Nullable ChannelHandler other) {
    StunServerSettings settings =
        StunServerSettings.on(addresses.primary())
            .alternate(addresses.alternate())
            .ports(options.first(), options.second());
    for (Map.Entry<InetAddress, InetAddress> each : addresses.external().entrySet()) {
      settings = settings.external(each.getKey(), each.getValue());
    }
    if (other != null) {
      settings = settings.otherTraffic(other);
    }
    StunServer server = start(settings);
    listening("stun", "udp", server.addresses());
  }

  private StunServer start(StunServerSettings settings) {
    try {
      return foreground.closeLater(StunServer.start(settings));
    } catch (BindException e) {
      throw cannotBind(e);
    }
  }

  private static AwlException cannotBind(Exception failure) {
    return new AwlException(ExitCode.FAILED, "bind", Failures.describe(failure), failure);
  }

  private void listening(String service, String protocol, List<InetSocketAddress> where) {
    List<String> texts = where.stream().map(ServerRoles::text).toList();
    output.line("%-10s  %-3s  %s".formatted(service, protocol, String.join("  ", texts)));
    for (String text : texts) {
      output.event(
          "listening",
          json -> {
            json.writeStringField("service", service);
            json.writeStringField("protocol", protocol);
            json.writeStringField("address", text);
          });
    }
  }

  /** Says that everything is up, and by which URL peers find it. */
  void ready(String role, @Nullable String serverUrl) {
    if (addresses.alternate() == null) {
      output.line("one address only: clients learn their mapping, not what their NAT filters");
    }
    output.line(serverUrl == null ? "ready" : "ready; peers use --server " + serverUrl);
    output.event(
        "ready",
        json -> {
          json.writeStringField("role", role);
          if (serverUrl != null) {
            json.writeStringField("server", serverUrl);
          }
        });
  }

  /** An address and port as people write them. */
  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host)
        + ":"
        + address.getPort();
  }
}
