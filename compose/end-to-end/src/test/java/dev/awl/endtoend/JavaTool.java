package dev.awl.endtoend;

import java.nio.file.Path;
import java.util.stream.Stream;

/** A main class of these tests as a command line. */
final class JavaTool {
  private JavaTool() {}

  static String[] line(Class<?> main, String... arguments) {
    return Stream.concat(
            Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()),
            Stream.of(arguments))
        .toArray(String[]::new);
  }
}
