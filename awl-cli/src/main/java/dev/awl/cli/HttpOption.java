package dev.awl.cli;

import dev.awl.rendezvous.RendezvousSettings;
import dev.awl.wire.rendezvous.Endpoint;
import dev.awl.wire.rendezvous.RelayEndpoint;
import dev.awl.wire.rendezvous.RelayEndpoint.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where the rendezvous listens, and the proxy before it. */
final class HttpOption {

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  @Option(
      names = "--http",
      paramLabel = "[ADDR:]PORT",
      converter = ListenConverter.class,
      description = "Where the rendezvous listens (default: 8080 on all addresses).")
  InetSocketAddress listen = new InetSocketAddress(8080);

  @Option(
      names = "--url",
      paramLabel = "URL",
      converter = UrlConverter.class,
      description =
          "The URL by which peers reach the rendezvous through a proxy, as in"
              + " wss://awl.example.org.")
  @Nullable URI url;

  @Option(
      names = "--behind-proxy",
      paramLabel = "ADDR",
      converter = AddressConverter.class,
      description =
          "The address from which a reverse proxy connects: its X-Forwarded-For says whose limits"
              + " apply. May be repeated.")
  List<InetAddress> proxies = new ArrayList<>();

  RendezvousSettings settings() {
    return RendezvousSettings.on(listen).withProxies(Set.copyOf(proxies));
  }

  /** The relay at {@link #url}; null without it. */
  @Nullable RelayEndpoint relay() {
    URI named = url;
    if (named == null) {
      return null;
    }
    boolean tls = "wss".equals(named.getScheme());
    int port = named.getPort() > 0 ? named.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
    String host = named.getHost().replace("[", "").replace("]", "");
    return new RelayEndpoint(tls ? Transport.WSS : Transport.WS, new Endpoint(host, port));
  }

  private static final class UrlConverter implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
      URI url = server(text);
      if (!url.getPath().isEmpty() && !url.getPath().equals("/")) {
        throw new TypeConversionException(
            "'" + text + "' has a path; the proxy must pass the whole host on");
      }
      return url;
    }

    private static URI server(String text) {
      try {
        return Places.server(text);
      } catch (AwlException e) {
        throw new TypeConversionException(e.line());
      }
    }
  }
}
