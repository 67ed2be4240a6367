package dev.awl.peer;

/** Why a peer could not be reached, in one line for people. Stackless: these are outcomes. */
public final class PeerException extends Exception {

  private final Code code;

  /** What went wrong, for scripts. */
  public enum Code {
    SERVER_UNREACHABLE("server-unreachable"),
    PEER_OFFLINE("peer-offline"),
    /** The peer answered, and said no. */
    REFUSED("refused"),
    NO_ANSWER("no-answer"),
    /** No path, or none of the kind that was asked for. */
    NO_PATH("no-path"),
    /** The peer has not the key that its ID names. */
    AUTHENTICATION("authentication"),
    CLOSED("closed");

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

  public PeerException(Code code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
