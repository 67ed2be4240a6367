package dev.awl.wire.stun;

import org.jspecify.annotations.Nullable;

/** The method of a STUN message: 12 bits, interleaved with the class in the first two bytes. */
public enum StunMethod {
  /** RFC 8489 section 18.2. */
  BINDING(0x001),
  /** RFC 3489 section 11.2.3; reserved since RFC 5389. */
  SHARED_SECRET(0x002),
  /** RFC 8656 section 17. */
  ALLOCATE(0x003),
  REFRESH(0x004),
  SEND(0x006),
  DATA(0x007),
  CREATE_PERMISSION(0x008),
  CHANNEL_BIND(0x009),
  /** RFC 6062 section 6.1. */
  CONNECT(0x00A),
  CONNECTION_BIND(0x00B),
  CONNECTION_ATTEMPT(0x00C);

  private static final StunMethod[] BY_CODE = new StunMethod[16];

  static {
    for (StunMethod method : values()) {
      BY_CODE[method.code] = method;
    }
  }

  private final int code;

  StunMethod(int code) {
    this.code = code;
  }

  /** The number in the IANA registry. */
  public int code() {
    return code;
  }

  /** The method with this number, or null when this codec does not know it. */
  static @Nullable StunMethod ofCode(int code) {
    return code < BY_CODE.length ? BY_CODE[code] : null;
  }
}
