package dev.awl.peer.channel;

/** The first byte of a stream: who takes care of it. */
public enum StreamKind {
  HELLO(0),
  SERVICES(1),
  TCP(2),
  CONTROL(3),
  EXPECTATION(4),
  NAT(5),
  CANDIDATES(6);

  /** Reset code for a stream whose first byte nobody here knows. */
  public static final int UNKNOWN_KIND_ERROR = 1;

  private static final StreamKind[] BY_CODE = values();

  private final int code;

  StreamKind(int code) {
    this.code = code;
  }

  /** The byte on the wire. */
  public int code() {
    return code;
  }

  static boolean isKnown(int code) {
    return code < BY_CODE.length;
  }

  static StreamKind of(int code) {
    return BY_CODE[code];
  }
}
