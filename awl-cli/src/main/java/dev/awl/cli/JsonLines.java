package dev.awl.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Writes one JSON object a line, each at once; safe to use from several threads. */
final class JsonLines {

  private final JsonFactory factory = new JsonFactory();
  private final PrintStream out;

  JsonLines(PrintStream out) {
    this.out = out;
  }

  /** Writes {@code {"event":name, ...}} with what body adds. */
  void write(String event, JsonBody body) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = factory.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("event", event);
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter does not fail
    }
    synchronized (out) {
      out.print(line.append('\n'));
      out.flush();
    }
  }
}
