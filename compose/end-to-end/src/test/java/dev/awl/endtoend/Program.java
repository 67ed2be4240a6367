package dev.awl.endtoend;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/** A script among the resources of these tests. */
final class Program {
  static final String PYTHON = "/usr/bin/python3"; // the one that Debian's modules are for

  private Program() {}

  /** Where it lies, such as {@code ftp/intruder.py}. */
  static String path(String resource) {
    URL found = Program.class.getResource("/" + resource);
    if (found == null) {
      throw new IllegalStateException(resource + " is missing from the test resources");
    }
    try {
      return Path.of(found.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
