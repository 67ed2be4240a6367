package dev.awl.endtoend;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of a command's JSON output: its simple fields as text, nested ones left out.
 *
 * @param nanos when it was read ({@link System#nanoTime})
 */
record Event(Map<String, String> fields, long nanos) {
  private static final JsonFactory JSON = new JsonFactory();

  static Event parse(String line) {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new AssertionError("not a JSON object: " + line);
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (parser.nextToken().isScalarValue()) {
          fields.put(name, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
      return new Event(fields, System.nanoTime());
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + line, e);
    }
  }

  /** The text of a field; empty where it is missing. */
  String text(String name) {
    return fields.getOrDefault(name, "");
  }

  /** The number in a field; -1 where it is missing. */
  double number(String name) {
    String text = text(name);
    return text.isEmpty() ? -1 : Double.parseDouble(text);
  }

  /** The port at the end of its address. */
  int port() {
    String address = text("address");
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  boolean is(String event) {
    return text("event").equals(event);
  }

  /** Whether it is the news of a path of this kind. */
  boolean isPath(String kind) {
    return is("path") && text("kind").equals(kind);
  }
}
