package dev.awl.peer.pairing;

/** Why a pairing came to nothing, in one line for people. Stackless: these are outcomes. */
public final class PairingException extends Exception {

  private final Code code;

  /** What went wrong, for scripts. */
  public enum Code {
    /** The mailbox was there, but the words are not the ones of its code; it is burnt. */
    WRONG_CODE("wrong-code"),
    /** No such mailbox, or its ten minutes are over. */
    UNKNOWN_CODE("unknown-code"),
    /** Somebody has used the code. */
    USED_CODE("used-code"),
    /** The other side left, did not answer in time, or broke the protocol. */
    INTERRUPTED("pairing-interrupted"),
    /** The server has no room, or had too many tries from here. */
    SERVER("server-busy"),
    /** The peer could not keep what it learnt. */
    NOT_STORED("not-stored");

    private final String text;

    Code(String text) {
      this.text = text;
    }

    /** The code in JSON. */
    @Override
    public String toString() {
      return text;
    }
  }

  PairingException(Code code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
