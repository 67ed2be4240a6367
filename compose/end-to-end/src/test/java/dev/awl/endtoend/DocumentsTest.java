package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents name what exists. */
class DocumentsTest {
  private static final Path ROOT = Launcher.ROOT;
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)");
  private static final Pattern CLASS = Pattern.compile("`([a-z]+(?:/[a-z]+)*/[A-Z][A-Za-z]+)`");

  @TempDir Path home;

  static List<Path> documents() throws IOException {
    try (Stream<Path> root = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(root, docs).filter(path -> path.toString().endsWith(".md")).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void links_lead_somewhere(Path document) throws IOException {
    assertThat(matches(LINK, document))
        .allSatisfy(link -> assertThat(document.resolveSibling(link)).exists());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void classes_exist(Path document) throws IOException {
    assertThat(sources()).containsAll(matches(CLASS, document));
  }

  @Test
  void the_example_of_a_configuration_is_one() {
    List<String> line =
        new ArrayList<>(List.of("env", "AWL_APP=" + Launcher.ENVIRONMENT.get("AWL_APP")));
    String example = ROOT.resolve("docs/awl.toml").toString();
    line.addAll(Launcher.line(home, "up", "--check", "--config", example));
    assertThat(Command.run(Duration.ofSeconds(10), line).succeeded()).contains("awl.toml is good");
  }

  private static List<String> matches(Pattern pattern, Path document) throws IOException {
    return pattern.matcher(Files.readString(document)).results().map(DocumentsTest::first).toList();
  }

  private static String first(MatchResult result) {
    return result.group(1);
  }

  /** Every class by its path below {@code dev/awl}. */
  private static Set<String> sources() throws IOException {
    Set<String> names = new HashSet<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes about) {
            String name = directory.getFileName().toString();
            boolean changing = name.equals("target") || name.startsWith("."); // by the build
            return changing && !directory.equals(ROOT)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes about) {
            String name = ROOT.relativize(file).toString();
            if (name.contains("src/main/java/dev/awl/") && name.endsWith(".java")) {
              names.add(name.replaceAll(".*/dev/awl/|\\.java$", ""));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return names;
  }
}
