package dev.awl.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A failure that a person can act on: one line that says what failed, where, and what to do. Where
 * a file has several mistakes, a line for each.
 *
 * <p>Its code is the {@code code} of the JSON error event.
 */
public final class AwlException extends RuntimeException {

  private final ExitCode exit;
  private final String code;

  public AwlException(ExitCode exit, String code, String message) {
    this(exit, code, message, null);
  }

  public AwlException(ExitCode exit, String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exit = exit;
    this.code = code;
  }

  /** A wrong argument: exit status 2. */
  static AwlException usage(String message) {
    return new AwlException(ExitCode.USAGE, "usage", message);
  }

  public ExitCode exit() {
    return exit;
  }

  public String code() {
    return code;
  }

  /** The fields of the JSON error event. */
  void writeFields(JsonGenerator json) throws IOException {
    json.writeStringField("code", code);
    json.writeStringField("message", line());
  }

  /** The one line; several are separated by line feeds. */
  public String line() {
    String message = getMessage();
    return message == null ? code : SystemError.plain(message);
  }
}
