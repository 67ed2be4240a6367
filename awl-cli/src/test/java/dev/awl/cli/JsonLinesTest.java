package dev.awl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonLinesTest {

  @Test
  void an_event_is_one_line_whatever_it_contains() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    JsonLines lines = new JsonLines(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    lines.write("error", json -> json.writeStringField("message", "a\n\"b\""));
    lines.write("ready", json -> {});
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo("{\"event\":\"error\",\"message\":\"a\\n\\\"b\\\"\"}\n{\"event\":\"ready\"}\n");
  }
}
