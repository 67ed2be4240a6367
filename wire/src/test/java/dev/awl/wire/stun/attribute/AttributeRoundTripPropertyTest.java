package dev.awl.wire.stun.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.stun.StunDecoder;
import dev.awl.wire.stun.StunEncoder;
import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AttributeRoundTripPropertyTest {

  @Example
  void no_kind_of_attribute_is_forgotten() {
    Set<Class<?>> generated =
        Attributes.kinds().stream()
            .map(Arbitrary::sample)
            .map(Object::getClass)
            .collect(Collectors.toSet());
    assertThat(generated).containsExactlyInAnyOrder(StunAttribute.class.getPermittedSubclasses());
  }

  @Property(tries = 5_000)
  void an_attribute_comes_back_as_it_was(
      @ForAll("attributes") StunAttribute attribute, @ForAll("ids") TransactionId id)
      throws StunFormatException {
    ByteBuf value = Unpooled.buffer();
    attribute.writeValue(value, id);
    StunAttribute back = AttributeReader.read(attribute.type(), value.slice(), id);
    assertThat(back).hasSameClassAs(attribute);
    assertThat(hex(back, id)).isEqualTo(ByteBufUtil.hexDump(value));
    if (!(attribute instanceof UnknownAttribute) && !(attribute instanceof UserHash)) {
      assertThat(back).isEqualTo(attribute); // records of arrays know no equality
    }
  }

  @Property
  void a_message_comes_back_as_it_was(@ForAll("messages") StunMessage message)
      throws StunFormatException {
    ByteBuf out = Unpooled.buffer();
    StunEncoder.encode(message, out);
    assertThat(StunDecoder.looksLikeStun(out)).isTrue();
    StunMessage back = StunDecoder.decode(out);
    assertThat(back.id()).isEqualTo(message.id());
    assertThat(back.is(message.method(), message.type())).isTrue();
    assertThat(back.attributes()).hasSameSizeAs(message.attributes());
    ByteBuf again = Unpooled.buffer();
    StunEncoder.encode(back, again);
    assertThat(again).isEqualTo(out);
  }

  @Provide
  Arbitrary<StunAttribute> attributes() {
    return Attributes.any();
  }

  @Provide
  Arbitrary<StunMessage> messages() {
    return Attributes.messages();
  }

  @Provide
  Arbitrary<TransactionId> ids() {
    return Arbitraries.lazy(Attributes::ids);
  }

  private static String hex(StunAttribute attribute, TransactionId id) {
    ByteBuf out = Unpooled.buffer();
    attribute.writeValue(out, id);
    return ByteBufUtil.hexDump(out);
  }
}
