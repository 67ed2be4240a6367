package dev.awl.cli;

import java.util.regex.Pattern;

/** The operating system's errors as Netty words them, in the words of people. */
final class SystemError {

  private static final Pattern CALL =
      Pattern.compile("\\w+\\(\\.\\.\\) failed with error\\(-?[0-9]+\\): ");

  private SystemError() {}

  static String plain(String text) {
    return CALL.matcher(text)
        .replaceAll("")
        .replace("Address already in use", "it is in use")
        .replace("Cannot assign requested address", "this machine has no such address")
        .replace("Permission denied", "the system does not allow it");
  }
}
