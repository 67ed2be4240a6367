package dev.awl.wire.stun;

/** The class of a STUN message (RFC 8489 section 5): two bits of the message type. */
public enum StunClass {
  REQUEST(0),
  INDICATION(1),
  SUCCESS_RESPONSE(2),
  ERROR_RESPONSE(3);

  private static final StunClass[] BY_CODE = values();

  private final int code;

  StunClass(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static StunClass ofCode(int code) {
    return BY_CODE[code];
  }
}
