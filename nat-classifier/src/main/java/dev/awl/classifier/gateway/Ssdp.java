package dev.awl.classifier.gateway;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The search for a UPnP gateway and its answer (UPnP Device Architecture 1.1 section 1.3): HTTP
 * headers in datagrams.
 */
final class Ssdp {

  static final int PORT = 1900;

  /** Whoever has something to offer listens there; many routers hear nothing else. */
  static final InetSocketAddress EVERYBODY =
      new InetSocketAddress(
          NatPmp.address(new byte[] {(byte) 239, (byte) 255, (byte) 255, (byte) 250}), PORT);

  /** Version 2 of it answers to version 1 too. */
  private static final String GATEWAY = "urn:schemas-upnp-org:device:InternetGatewayDevice:1";

  private Ssdp() {}

  /** Asks for a gateway; the answers come within a second (MX), mostly at once. */
  static byte[] search(InetSocketAddress to) {
    return String.join(
            "\r\n",
            "M-SEARCH * HTTP/1.1",
            "HOST: " + to.getAddress().getHostAddress() + ":" + to.getPort(),
            "MAN: \"ssdp:discover\"",
            "MX: 1",
            "ST: " + GATEWAY,
            "",
            "")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Where a gateway describes itself.
   *
   * @param gateway who answered: it may name no place but its own, or anybody in this network could
   *     make us fetch anything
   * @return null: not an answer to the search, or not to be followed
   */
  static @Nullable URI location(byte[] datagram, InetAddress gateway) {
    List<String> lines = new String(datagram, StandardCharsets.ISO_8859_1).lines().toList();
    if (lines.isEmpty() || !lines.get(0).matches("HTTP/1\\.[01] 200( .*)?")) {
      return null;
    }
    for (String line : lines) {
      if (line.toLowerCase(Locale.ROOT).startsWith("location:")) {
        return ownPlace(line.substring("location:".length()).strip(), gateway);
      }
    }
    return null;
  }

  private static @Nullable URI ownPlace(String text, InetAddress gateway) {
    try {
      URI place = new URI(text);
      boolean own =
          "http".equals(place.getScheme()) && gateway.getHostAddress().equals(place.getHost());
      return own ? place : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
