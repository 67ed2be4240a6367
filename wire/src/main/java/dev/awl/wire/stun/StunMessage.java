package dev.awl.wire.stun;

import dev.awl.wire.stun.attribute.ErrorCode;
import dev.awl.wire.stun.attribute.StunAttribute;
import dev.awl.wire.stun.attribute.UnknownAttribute;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One STUN or TURN message without its integrity and fingerprint, which belong to the bytes (see
 * {@link MessageIntegrity} and {@link Fingerprint}).
 */
public record StunMessage(
    StunMethod method, StunClass type, TransactionId id, List<StunAttribute> attributes) {

  public StunMessage {
    attributes = List.copyOf(attributes);
  }

  public static StunMessage request(
      StunMethod method, TransactionId id, StunAttribute... attributes) {
    return new StunMessage(method, StunClass.REQUEST, id, List.of(attributes));
  }

  public static StunMessage indication(
      StunMethod method, TransactionId id, StunAttribute... attributes) {
    return new StunMessage(method, StunClass.INDICATION, id, List.of(attributes));
  }

  /** The success response to {@code request}. */
  public static StunMessage success(StunMessage request, StunAttribute... attributes) {
    return new StunMessage(
        request.method, StunClass.SUCCESS_RESPONSE, request.id, List.of(attributes));
  }

  /** The error response to {@code request}; {@code attributes} must include an ERROR-CODE. */
  public static StunMessage error(StunMessage request, StunAttribute... attributes) {
    return new StunMessage(
        request.method, StunClass.ERROR_RESPONSE, request.id, List.of(attributes));
  }

  public boolean is(StunMethod method, StunClass type) {
    return this.method == method && this.type == type;
  }

  /** Whether this answers a request: success or error. */
  public boolean isResponse() {
    return type == StunClass.SUCCESS_RESPONSE || type == StunClass.ERROR_RESPONSE;
  }

  /** The first attribute of that kind, or null; later ones count as repetitions (RFC 8489, 14). */
  public <A extends StunAttribute> @Nullable A find(Class<A> kind) {
    for (StunAttribute attribute : attributes) {
      if (kind.isInstance(attribute)) {
        return kind.cast(attribute);
      }
    }
    return null;
  }

  public boolean has(Class<? extends StunAttribute> kind) {
    return find(kind) != null;
  }

  /** All attributes of that kind in order, as XOR-PEER-ADDRESS may legally repeat. */
  public <A extends StunAttribute> List<A> all(Class<A> kind) {
    return attributes.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The number of its ERROR-CODE, or 0 when it has none. */
  public int errorCode() {
    ErrorCode error = find(ErrorCode.class);
    return error == null ? 0 : error.code();
  }

  /** Types of the attributes that must be understood but are not: a 420 names them. */
  public int[] unknownComprehensionRequired() {
    return attributes.stream()
        .filter(UnknownAttribute.class::isInstance)
        .mapToInt(StunAttribute::type)
        .filter(type -> type < StunAttribute.COMPREHENSION_OPTIONAL)
        .distinct()
        .toArray();
  }
}
