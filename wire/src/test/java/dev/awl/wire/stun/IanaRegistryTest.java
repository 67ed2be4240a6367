package dev.awl.wire.stun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.stun.attribute.AddressFamily;
import dev.awl.wire.stun.attribute.RequestedTransport;
import dev.awl.wire.stun.attribute.StunAttribute;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Our numbers beside those of the IANA registry "STUN Parameters". */
class IanaRegistryTest {

  private static final String METHODS =
      """
      0x001 BINDING
      0x002 SHARED_SECRET
      0x003 ALLOCATE
      0x004 REFRESH
      0x006 SEND
      0x007 DATA
      0x008 CREATE_PERMISSION
      0x009 CHANNEL_BIND
      0x00A CONNECT
      0x00B CONNECTION_BIND
      0x00C CONNECTION_ATTEMPT
      """;

  /** The names of RFC 3489 where the registry says Reserved. */
  private static final String ATTRIBUTES =
      """
      0x0001 MAPPED-ADDRESS
      0x0002 RESPONSE-ADDRESS
      0x0003 CHANGE-REQUEST
      0x0004 SOURCE-ADDRESS
      0x0005 CHANGED-ADDRESS
      0x0006 USERNAME
      0x0007 PASSWORD
      0x0008 MESSAGE-INTEGRITY
      0x0009 ERROR-CODE
      0x000A UNKNOWN-ATTRIBUTES
      0x000B REFLECTED-FROM
      0x000C CHANNEL-NUMBER
      0x000D LIFETIME
      0x0012 XOR-PEER-ADDRESS
      0x0013 DATA
      0x0014 REALM
      0x0015 NONCE
      0x0016 XOR-RELAYED-ADDRESS
      0x0017 REQUESTED-ADDRESS-FAMILY
      0x0018 EVEN-PORT
      0x0019 REQUESTED-TRANSPORT
      0x001A DONT-FRAGMENT
      0x001C MESSAGE-INTEGRITY-SHA256
      0x001D PASSWORD-ALGORITHM
      0x001E USERHASH
      0x0020 XOR-MAPPED-ADDRESS
      0x0022 RESERVATION-TOKEN
      0x0026 PADDING
      0x0027 RESPONSE-PORT
      0x8000 ADDITIONAL-ADDRESS-FAMILY
      0x8001 ADDRESS-ERROR-CODE
      0x8002 PASSWORD-ALGORITHMS
      0x8003 ALTERNATE-DOMAIN
      0x8004 ICMP
      0x8022 SOFTWARE
      0x8023 ALTERNATE-SERVER
      0x8027 CACHE-TIMEOUT
      0x8028 FINGERPRINT
      0x802B RESPONSE-ORIGIN
      0x802C OTHER-ADDRESS
      """;

  @Test
  void methods_have_their_registered_numbers() {
    Map<Integer, String> ours = new TreeMap<>();
    for (StunMethod method : StunMethod.values()) {
      ours.put(method.code(), method.name());
      assertThat(StunMethod.ofCode(method.code())).isEqualTo(method);
    }
    assertThat(ours).isEqualTo(parse(METHODS));
    assertThat(StunMethod.ofCode(0x005)).as("unassigned").isNull();
    assertThat(StunMethod.ofCode(0xFFF)).as("the largest").isNull();
  }

  @Test
  void classes_have_the_numbers_of_rfc_8489_section_5() {
    assertThat(StunClass.ofCode(0b00)).isEqualTo(StunClass.REQUEST);
    assertThat(StunClass.ofCode(0b01)).isEqualTo(StunClass.INDICATION);
    assertThat(StunClass.ofCode(0b10)).isEqualTo(StunClass.SUCCESS_RESPONSE);
    assertThat(StunClass.ofCode(0b11)).isEqualTo(StunClass.ERROR_RESPONSE);
  }

  @Test
  void attributes_have_their_registered_numbers() throws ReflectiveOperationException {
    Map<Integer, String> ours = new TreeMap<>();
    for (Class<?> attribute : StunAttribute.class.getPermittedSubclasses()) {
      Integer type = typeOf(attribute);
      if (type != null) {
        assertThat(ours.put(type, registryName(attribute))).as("a number used twice").isNull();
      }
    }
    ours.put(MessageIntegrity.SHA1.attributeType(), "MESSAGE-INTEGRITY");
    ours.put(MessageIntegrity.SHA256.attributeType(), "MESSAGE-INTEGRITY-SHA256");
    ours.put(Fingerprint.TYPE, "FINGERPRINT");
    assertThat(ours).isEqualTo(parse(ATTRIBUTES));
  }

  /** UnknownAttribute alone has no number of its own. */
  private static Integer typeOf(Class<?> attribute) throws ReflectiveOperationException {
    Field field =
        Arrays.stream(attribute.getDeclaredFields())
            .filter(each -> each.getName().equals("TYPE"))
            .findFirst()
            .orElse(null);
    if (field == null) {
      assertThat(attribute.getSimpleName()).isEqualTo("UnknownAttribute");
      return null;
    }
    field.setAccessible(true);
    return field.getInt(null);
  }

  /** {@code XorMappedAddress} is XOR-MAPPED-ADDRESS, {@code UserHash} is USERHASH. */
  private static String registryName(Class<?> attribute) {
    if (attribute.getSimpleName().equals("UserHash")) {
      return "USERHASH";
    }
    return attribute.getSimpleName().replaceAll("(?<=.)([A-Z])", "-$1").toUpperCase();
  }

  @Test
  void other_numbers_are_the_registered_ones() {
    assertThat(TransactionId.MAGIC_COOKIE).isEqualTo(0x2112A442);
    assertThat(AddressFamily.IPV4.code()).isEqualTo(1);
    assertThat(AddressFamily.IPV6.code()).isEqualTo(2);
    assertThat(RequestedTransport.UDP).isEqualTo(17);
    assertThat(RequestedTransport.TCP).isEqualTo(6);
    assertThat(ChannelData.FIRST_CHANNEL).isEqualTo(0x4000);
    assertThat(ChannelData.LAST_CHANNEL).isEqualTo(0x4FFF);
    assertThat(StunAttribute.COMPREHENSION_OPTIONAL).isEqualTo(0x8000);
  }

  private static Map<Integer, String> parse(String table) {
    Map<Integer, String> rows = new HashMap<>();
    table
        .lines()
        .map(line -> line.split(" "))
        .forEach(row -> rows.put(Integer.decode(row[0]), row[1]));
    return rows;
  }
}
