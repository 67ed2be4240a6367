package dev.awl.wire.rendezvous;

/** Why a pairing mailbox is no more, or was not to be had. */
public enum MailboxEnd {
  /** Server: no such mailbox, or its time is over. */
  UNKNOWN("unknown", false),
  /** Server: somebody has used it already; a mailbox takes one visitor. */
  USED("used", false),
  /** Server: the other side is gone, or sent more than a mailbox carries. */
  LEFT("left", false),
  /** Server: no room for another mailbox. */
  FULL("full", false),
  /** Server: too many from this source. */
  RATE_LIMITED("rate-limited", false),
  /** Peer: the other side does not know the words of the code. */
  WRONG_CODE("wrong-code", true),
  /** Peer: the other side does not follow the protocol, or took too long. */
  GAVE_UP("gave-up", true),
  /** Peer: nothing more to say. */
  DONE("done", true);

  private final String text;
  private final boolean saidByPeers;

  MailboxEnd(String text, boolean saidByPeers) {
    this.text = text;
    this.saidByPeers = saidByPeers;
  }

  /** The end with this text; {@link #GAVE_UP} where this version does not know it. */
  public static MailboxEnd of(String text) {
    for (MailboxEnd each : values()) {
      if (each.text.equals(text)) {
        return each;
      }
    }
    return GAVE_UP;
  }

  /** Whether a peer may say it; the other ends are the server's word. */
  public boolean isSaidByPeers() {
    return saidByPeers;
  }

  /** The end in JSON. */
  @Override
  public String toString() {
    return text;
  }
}
