package dev.awl.cli;

import java.io.IOException;

/** A port that a server cannot have, as a line that says which option chooses another. */
final class CannotListen {

  /** The failure's code. */
  static final String CODE = "bind";

  private CannotListen() {}

  /**
   * The failure for people.
   *
   * @param failure names the address and says why
   * @param port what chooses the port, as in {@code another --http}
   * @param address the same for the address
   */
  static AwlException because(IOException failure, String port, String address) {
    String what = Failures.describe(failure);
    String advice;
    if (what.contains("no such address")) {
      advice = "; choose " + address;
    } else if (what.contains("does not allow")) {
      advice = "; choose " + port + ", above 1023";
    } else {
      advice = "; choose " + port;
    }
    return new AwlException(ExitCode.FAILED, CODE, what + advice, failure);
  }

  /** The same where one option chooses both. */
  static AwlException because(IOException failure, String option) {
    return because(failure, option, option);
  }
}
