package dev.awl.classifier.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.classifier.gateway.InternetGateway.Connection;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gateway says over UPnP, read; nothing is sent or fetched. */
class InternetGatewayTest {

  private static final InetAddress GATEWAY =
      NatPmp.address(new byte[] {(byte) 192, (byte) 168, 1, 1});
  private static final URI PLACE = URI.create("http://192.168.1.1:5000/rootDesc.xml");

  /** As miniupnpd 2.3 describes itself, shortened. */
  private static final String DESCRIPTION =
      """
      <?xml version="1.0"?>
      <root xmlns="urn:schemas-upnp-org:device-1-0" configId="1337"><device>
       <deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:2</deviceType>
       <serviceList><service><serviceType>urn:schemas-upnp-org:service:Layer3Forwarding:1</serviceType>
        <controlURL>/ctl/L3F</controlURL></service></serviceList>
       <deviceList><device><deviceList><device><serviceList>
        <service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:2</serviceType>
         <serviceId>urn:upnp-org:serviceId:WANIPConn1</serviceId>
         <SCPDURL>/WANIPCn.xml</SCPDURL><controlURL> /ctl/IPConn </controlURL></service>
        <service><serviceType>urn:schemas-upnp-org:service:WANPPPConnection:1</serviceType>
         <controlURL>ppp</controlURL></service>
       </serviceList></device></deviceList></device></deviceList>
      </device></root>
      """;

  @Test
  void search_is_http_in_a_datagram() {
    assertThat(new String(Ssdp.search(Ssdp.EVERYBODY), StandardCharsets.US_ASCII))
        .startsWith("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n")
        .contains("\r\nMAN: \"ssdp:discover\"\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void an_answer_says_where_the_gateway_describes_itself() {
    String answer = "HTTP/1.1 200 OK\r\nST: x\r\nLocation:  " + PLACE + " \r\n\r\n";

    assertThat(Ssdp.location(bytes(answer), GATEWAY)).isEqualTo(PLACE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\nLOCATION: http://192.168.1.1/\r\n\r\n",
        "NOTIFY * HTTP/1.1\r\nLOCATION: http://192.168.1.1/\r\n\r\n",
        "HTTP/1.1 200 OK\r\nLOCATION: http://192.0.2.66/elsewhere\r\n\r\n",
        "HTTP/1.1 200 OK\r\nLOCATION: http://192.168.1.1@192.0.2.66/elsewhere\r\n\r\n",
        "HTTP/1.1 200 OK\r\nLOCATION: https://192.168.1.1/\r\n\r\n",
        "HTTP/1.1 200 OK\r\nLOCATION: file:///etc/passwd\r\n\r\n",
        "HTTP/1.1 200 OK\r\nLOCATION: /relative\r\n\r\n",
        "HTTP/1.1 200 OK\r\nLOCATION: http://[\r\n\r\n"
      })
  void no_other_place_is_followed(String answer) {
    assertThat(Ssdp.location(bytes(answer), GATEWAY)).isNull();
  }

  @Test
  void a_description_names_its_connections() {
    assertThat(InternetGateway.connections(bytes(DESCRIPTION), PLACE))
        .containsExactly(
            new Connection(
                "urn:schemas-upnp-org:service:WANIPConnection:2",
                URI.create("http://192.168.1.1:5000/ctl/IPConn")),
            new Connection(
                "urn:schemas-upnp-org:service:WANPPPConnection:1",
                URI.create("http://192.168.1.1:5000/ppp")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://192.0.2.66/", "https://192.168.1.1/", "//192.0.2.66/", "http://["})
  void a_connection_elsewhere_is_not_asked(String control) {
    String description = DESCRIPTION.replace(" /ctl/IPConn ", control).replace("ppp", control);

    assertThat(InternetGateway.connections(bytes(description), PLACE)).isEmpty();
  }

  @Test
  void many_connections_are_not_all_asked() {
    String one =
        "<service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>"
            + "<controlURL>/a</controlURL></service>";

    assertThat(InternetGateway.connections(bytes("<r>" + one.repeat(1000) + "</r>"), PLACE))
        .hasSize(4);
  }

  @Test
  void the_answer_names_the_outside_address() {
    assertThat(InternetGateway.address(answer("203.0.113.11")))
        .isEqualTo(NatPmp.address(new byte[] {(byte) 203, 0, 113, 11}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0.0.0.0", "256.1.1.1", "1.2.3", "router.example", "2001:db8::1"})
  void what_is_no_ipv4_address_is_none(String address) {
    assertThat(InternetGateway.address(answer(address))).isNull();
  }

  /** An XML bomb, and a file: an entity is not expanded, whatever it stands for. */
  @ParameterizedTest
  @ValueSource(
      strings = {"<!ENTITY a \"203.0.113.11\">", "<!ENTITY a SYSTEM \"file:///etc/hostname\">"})
  void entities_are_not_expanded(String entity) {
    String hostile =
        "<?xml version=\"1.0\"?><!DOCTYPE r ["
            + entity
            + "]><r><NewExternalIPAddress>&a;</NewExternalIPAddress></r>";

    assertThat(InternetGateway.address(bytes(hostile))).isNull();
  }

  @Test
  void what_is_cut_off_or_no_xml_is_read_as_far_as_it_goes() {
    for (int length = 0; length < DESCRIPTION.length(); length += 7) {
      byte[] part = bytes(DESCRIPTION.substring(0, length));
      assertThat(InternetGateway.connections(part, PLACE)).hasSizeLessThanOrEqualTo(2);
    }
    assertThat(InternetGateway.address(new byte[] {0, -1, 3})).isNull();
  }

  private static byte[] answer(String address) {
    return bytes(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>"
            + "<u:GetExternalIPAddressResponse"
            + " xmlns:u=\"urn:schemas-upnp-org:service:WANIPConnection:1\">"
            + "<NewExternalIPAddress>"
            + address
            + "</NewExternalIPAddress></u:GetExternalIPAddressResponse></s:Body></s:Envelope>");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
