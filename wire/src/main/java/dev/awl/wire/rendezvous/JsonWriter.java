package dev.awl.wire.rendezvous;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one JSON object of texts, numbers, flags and lists of texts. */
final class JsonWriter {

  private static final JsonFactory FACTORY = new JsonFactory();

  private final StringWriter out = new StringWriter();
  private final JsonGenerator json;

  JsonWriter() {
    try {
      json = FACTORY.createGenerator(out);
      json.writeStartObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter has none
    }
  }

  JsonWriter type(String type) {
    return text("type", type);
  }

  /** A field of the value's text; none for null. */
  JsonWriter text(String name, @Nullable Object value) {
    try {
      if (value != null) {
        json.writeStringField(name, value.toString());
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonWriter bytes(String name, byte[] value) {
    return text(name, Base64.getEncoder().encodeToString(value));
  }

  JsonWriter number(String name, int value) {
    try {
      json.writeNumberField(name, value);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonWriter flag(String name, boolean value) {
    try {
      json.writeBooleanField(name, value);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonWriter texts(String name, List<?> values) {
    try {
      json.writeArrayFieldStart(name);
      for (Object each : values) {
        json.writeString(each.toString());
      }
      json.writeEndArray();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String finish() {
    try {
      json.writeEndObject();
      json.close();
      return out.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
