package dev.awl.peer.alg;

/** What a helper's session wants done. */
public sealed interface AlgCommand {

  /** Send on the control connection to the user. */
  record ToUser(byte[] bytes) implements AlgCommand {}

  /** Send on the control connection to the service. */
  record ToService(byte[] bytes) implements AlgCommand {}

  /** Make both peers stand by; {@link AlgEvent.Ready} or {@link AlgEvent.Failed} follows. */
  record Expect(Expectation expectation) implements AlgCommand {}

  /** Forget an expectation that is not used yet. */
  record Cancel(int expectation) implements AlgCommand {}

  /**
   * What the user just sent begins another conversation: end this one, and hand it to a new
   * session. For datagrams alone, where nothing else tells conversations apart.
   */
  record StartOver() implements AlgCommand {}

  /**
   * Begin TLS on this leg of the control connection, after what was sent before; {@link
   * AlgEvent.Secured} or {@link AlgEvent.Unsecured} follows, and nothing that came in clear after.
   */
  record Secure(ControlSide side) implements AlgCommand {}

  /** The answer to {@link AlgEvent.Used}: which legs of this data connection speak TLS. */
  record SecureData(int expectation, boolean user, boolean service) implements AlgCommand {}

  /**
   * The service has answered the command for this data connection, and takes TLS on it: some break
   * it off when the handshake comes earlier.
   */
  record BeginData(int expectation) implements AlgCommand {}

  /** A transfer is over: for the log. */
  record Transferred(String what, long bytes, long nanos) implements AlgCommand {}

  /** Something that the operator should know: for the log. */
  record Note(String text) implements AlgCommand {}

  /** Close the control connection, after what was sent before; nothing is done after this. */
  record Close(String reason) implements AlgCommand {}
}
