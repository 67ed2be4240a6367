package dev.awl.classifier.gateway;

import java.io.StringReader;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * What a UPnP Internet Gateway Device says of itself, and the one question put to it:
 * GetExternalIPAddress (WANIPConnection:1 section 2.4.18). It changes nothing.
 */
final class InternetGateway {

  /** A gateway has one connection, or an idle one beside it: WANPPPConnection. */
  private static final int MOST_CONNECTIONS = 4;

  private static final Pattern CONNECTION =
      Pattern.compile("urn:schemas-upnp-org:service:WAN(IP|PPP)Connection:[0-9]{1,3}");

  /** Never a name: looking one up would ask the DNS what a router made up. */
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  private InternetGateway() {}

  /**
   * A service that may know the outside address.
   *
   * @param control where it takes questions, in full
   */
  record Connection(String serviceType, URI control) {}

  /**
   * The connections in a description.
   *
   * @param from where it was fetched: the place of relative URLs, and the only host to be asked
   */
  static List<Connection> connections(byte[] description, URI from) {
    List<Connection> found = new ArrayList<>();
    String[] type = {""};
    elements(
        description,
        (name, text) -> {
          if (name.equals("serviceType")) {
            type[0] = text;
          } else if (name.equals("controlURL") && CONNECTION.matcher(type[0]).matches()) {
            URI control = resolve(from, text);
            if (control != null && found.size() < MOST_CONNECTIONS) {
              found.add(new Connection(type[0], control));
            }
          }
        });
    return found;
  }

  private static @Nullable URI resolve(URI from, String text) {
    try {
      URI control = from.resolve(text);
      boolean own = "http".equals(control.getScheme()) && from.getHost().equals(control.getHost());
      return own ? control : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The header that goes with {@link #question}. */
  static String action(Connection connection) {
    return "\"" + connection.serviceType() + "#GetExternalIPAddress\"";
  }

  static byte[] question(Connection connection) {
    return ("<?xml version=\"1.0\"?>\r\n"
            + "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\""
            + " s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>"
            + "<u:GetExternalIPAddress xmlns:u=\""
            + connection.serviceType()
            + "\"/></s:Body></s:Envelope>\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** The address in the answer; null: there is none, for instance while the line is down. */
  static @Nullable InetAddress address(byte[] answer) {
    InetAddress[] found = {null};
    elements(
        answer,
        (name, text) -> {
          if (name.equals("NewExternalIPAddress") && IPV4.matcher(text).matches()) {
            found[0] = ipv4(text);
          }
        });
    return found[0] == null || found[0].isAnyLocalAddress() ? null : found[0];
  }

  private static @Nullable InetAddress ipv4(String text) {
    String[] parts = text.split("\\.", -1);
    byte[] bytes = new byte[4];
    for (int i = 0; i < bytes.length; i++) {
      int value = Integer.parseInt(parts[i]);
      if (value > 255) {
        return null;
      }
      bytes[i] = (byte) value;
    }
    return NatPmp.address(bytes);
  }

  /** Name and text of each element that has nothing but text in it, up to the first fault. */
  private static void elements(byte[] document, BiConsumer<String, String> each) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false); // no entities, no fetching
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      // As text: the parser prints a line on stderr where bytes are no UTF-8.
      String characters = new String(document, StandardCharsets.UTF_8);
      XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(characters));
      String text = "";
      while (reader.hasNext()) {
        switch (reader.next()) {
          case XMLStreamConstants.START_ELEMENT -> text = "";
          case XMLStreamConstants.CHARACTERS -> text = reader.getText().strip();
          case XMLStreamConstants.END_ELEMENT -> {
            each.accept(reader.getLocalName(), text);
            text = "";
          }
          default -> {} // comments and the like
        }
      }
    } catch (XMLStreamException e) {
      // A router's own dialect: what was read until here may do.
    }
  }
}
