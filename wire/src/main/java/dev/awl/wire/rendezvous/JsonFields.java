package dev.awl.wire.rendezvous;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object: texts, whole numbers, flags and lists of texts.
 *
 * <p>Anything else in a field (an object, a fraction, null) is skipped, as an unknown field would
 * be. A repeated name is an error: two readers must not see two messages in one text.
 */
final class JsonFields {

  private static final int MAX_FIELDS = 32;
  private static final int MAX_ITEMS = 64;
  private static final int MAX_DEPTH = 8;
  private static final int MAX_NAME = 64;
  private static final int MAX_DIGITS = 20;

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxDocumentLength(RendezvousCodec.MAX_LENGTH)
                  .maxStringLength(RendezvousCodec.MAX_LENGTH)
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_NAME)
                  .maxNumberLength(MAX_DIGITS)
                  .build())
          // Names come from strangers: an interned or canonical name would live on.
          .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
          .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private final Map<String, Object> fields = new HashMap<>();

  private JsonFields() {}

  static JsonFields read(String text) throws RendezvousFormatException {
    JsonFields result = new JsonFields();
    try (JsonParser json = FACTORY.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new RendezvousFormatException("not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        Object value = value(json);
        if (value != null) {
          result.fields.put(name, value);
        }
        if (result.fields.size() > MAX_FIELDS) {
          throw new RendezvousFormatException("too many fields");
        }
      }
      if (json.nextToken() != null) {
        throw new RendezvousFormatException("text behind the JSON object");
      }
      return result;
    } catch (IOException e) {
      throw new RendezvousFormatException("not JSON");
    }
  }

  private static @Nullable Object value(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return json.getNumberType() == JsonParser.NumberType.INT ? json.getIntValue() : null;
    }
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return json.getBooleanValue();
    }
    if (token == JsonToken.START_ARRAY) {
      return list(json);
    }
    json.skipChildren();
    return null;
  }

  /** The texts of an array; null (as if the field were unknown) where it holds anything else. */
  private static @Nullable List<String> list(JsonParser json) throws IOException {
    List<String> items = new ArrayList<>();
    boolean plain = true;
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY && token != null;
        token = json.nextToken()) {
      plain &= token == JsonToken.VALUE_STRING && items.size() < MAX_ITEMS;
      if (plain) {
        items.add(json.getText());
      } else {
        json.skipChildren();
      }
    }
    return plain ? items : null;
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  String text(String name) throws RendezvousFormatException {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw new RendezvousFormatException("no text in field '" + name + "'");
  }

  int number(String name) throws RendezvousFormatException {
    if (fields.get(name) instanceof Integer number) {
      return number;
    }
    throw new RendezvousFormatException("no whole number in field '" + name + "'");
  }

  boolean flag(String name) throws RendezvousFormatException {
    if (fields.get(name) instanceof Boolean flag) {
      return flag;
    }
    throw new RendezvousFormatException("neither true nor false in field '" + name + "'");
  }

  byte[] bytes(String name) throws RendezvousFormatException {
    try {
      return Base64.getDecoder().decode(text(name));
    } catch (IllegalArgumentException e) {
      throw new RendezvousFormatException("no base64 in field '" + name + "'");
    }
  }

  List<String> texts(String name) throws RendezvousFormatException {
    if (fields.get(name) instanceof List<?> list) {
      return list.stream().map(String.class::cast).toList();
    }
    throw new RendezvousFormatException("no list of texts in field '" + name + "'");
  }
}
