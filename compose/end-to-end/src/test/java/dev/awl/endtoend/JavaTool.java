package dev.awl.endtoend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A main class of these tests as a command line. */
final class JavaTool {
  private JavaTool() {}

  static List<String> line(Class<?> main, String... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    line.addAll(List.of(arguments));
    return line;
  }
}
