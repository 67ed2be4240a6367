package dev.awl.wire.rendezvous;

/** Why the rendezvous server refused something. */
public enum ErrorCode {
  /** The peer is not registered now. */
  PEER_OFFLINE("peer-offline"),
  /** A message that cannot be read, or that has no place here. */
  BAD_MESSAGE("bad-message"),
  /** The registration's signature is not the key's, or is for another server. */
  BAD_SIGNATURE("bad-signature"),
  /** No registration in time. */
  REGISTRATION_TIMEOUT("registration-timeout"),
  /** Somebody registered with the same key later. */
  REPLACED("replaced"),
  /** More messages than the server allows. */
  RATE_LIMITED("rate-limited"),
  /** The server has all the connections it takes. */
  SERVER_FULL("server-full"),
  /** The peer's own link has no registration to send through; never on the wire. */
  NOT_CONNECTED("not-connected"),
  /** A code that this version does not know. */
  OTHER("other");

  private final String text;

  ErrorCode(String text) {
    this.text = text;
  }

  /** The code with this text, or {@link #OTHER}. */
  public static ErrorCode of(String text) {
    for (ErrorCode each : values()) {
      if (each.text.equals(text)) {
        return each;
      }
    }
    return OTHER;
  }

  /** The code in JSON. */
  @Override
  public String toString() {
    return text;
  }
}
