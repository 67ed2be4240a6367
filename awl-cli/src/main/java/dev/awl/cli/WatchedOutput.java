package dev.awl.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.function.Consumer;

/** What a command prints to: says at once, and once, that it cannot be written. */
final class WatchedOutput extends FilterOutputStream {

  private final Consumer<String> complaint;
  private volatile boolean lost;

  WatchedOutput(OutputStream to, Consumer<String> complaint) {
    super(to);
    this.complaint = complaint;
  }

  /** Whether some of the output is lost that somebody wanted. */
  boolean isLost() {
    return lost;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failed(e);
      throw e;
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  private void failed(IOException failure) {
    String why = String.valueOf(failure.getMessage());
    boolean enough = why.toLowerCase(Locale.ROOT).contains("broken pipe"); // as `| head` does
    if (!lost && !enough) {
      lost = true;
      complaint.accept("cannot write the output: " + why);
    }
  }
}
