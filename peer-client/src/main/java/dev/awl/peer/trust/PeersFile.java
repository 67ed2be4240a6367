package dev.awl.peer.trust;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.awl.wire.rendezvous.PeerId;
import java.io.IOException;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Known peers as JSON: an object with a list {@code peers}; unknown fields are left out. */
final class PeersFile {

  /** A person's peers; a file with more was not written by us. */
  static final int MAX_PEERS = 10_000;

  private static final JsonFactory FACTORY = new JsonFactory();

  private PeersFile() {}

  static String write(List<KnownPeer> peers) throws IOException {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      json.writeArrayFieldStart("peers");
      for (KnownPeer each : peers) {
        json.writeStartObject();
        json.writeStringField("name", each.name());
        json.writeStringField("id", each.id().toString());
        json.writeStringField("since", each.since().toString());
        json.writeArrayFieldStart("allow");
        for (String service : each.allow()) {
          json.writeString(service);
        }
        json.writeEndArray();
        if (each.server() != null) {
          json.writeStringField("server", each.server());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return out.append('\n').toString();
  }

  /**
   * Reads the file's text.
   *
   * @throws IOException with the reason, after line and column where there is one
   */
  static List<KnownPeer> read(String text) throws IOException {
    List<KnownPeer> peers = new ArrayList<>();
    try (JsonParser json = FACTORY.createParser(text)) {
      expect(json, json.nextToken(), JsonToken.START_OBJECT, "an object");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = json.currentName().equals("peers");
        JsonToken value = json.nextToken();
        if (!wanted) {
          json.skipChildren();
          continue;
        }
        expect(json, value, JsonToken.START_ARRAY, "a list of peers");
        while (json.nextToken() != JsonToken.END_ARRAY) {
          peers.add(peer(json));
          if (peers.size() > MAX_PEERS) {
            throw new IOException("it has more than " + MAX_PEERS + " peers");
          }
        }
      }
    } catch (JsonProcessingException e) {
      throw new IOException(at(e.getLocation()) + "it is not JSON", e);
    }
    checkUnique(peers);
    return List.copyOf(peers);
  }

  private static KnownPeer peer(JsonParser json) throws IOException {
    expect(json, json.currentToken(), JsonToken.START_OBJECT, "a peer");
    JsonLocation start = json.currentLocation();
    String name = "";
    String id = "";
    String since = "1970-01-01T00:00:00Z";
    String server = null;
    List<String> allow = List.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "name" -> name = text(json);
        case "id" -> id = text(json);
        case "since" -> since = text(json);
        case "server" -> server = text(json);
        case "allow" -> allow = texts(json);
        default -> json.skipChildren();
      }
    }
    return make(start, name, id, since, allow, server);
  }

  private static KnownPeer make(
      JsonLocation start,
      String name,
      String id,
      String since,
      List<String> allow,
      @Nullable String server)
      throws IOException {
    try {
      return new KnownPeer(name, PeerId.parse(id), Instant.parse(since), allow, server);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(at(start) + e.getMessage(), e);
    }
  }

  private static String text(JsonParser json) throws IOException {
    expect(json, json.currentToken(), JsonToken.VALUE_STRING, "a text");
    return json.getText();
  }

  private static List<String> texts(JsonParser json) throws IOException {
    expect(json, json.currentToken(), JsonToken.START_ARRAY, "a list of texts");
    List<String> texts = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      texts.add(text(json));
    }
    return texts;
  }

  private static void expect(
      JsonParser json, @Nullable JsonToken found, JsonToken wanted, String what)
      throws IOException {
    if (found != wanted) {
      throw new IOException(at(json.currentLocation()) + "there should be " + what);
    }
  }

  private static String at(@Nullable JsonLocation place) {
    return place == null ? "" : place.getLineNr() + ":" + place.getColumnNr() + ": ";
  }

  private static void checkUnique(List<KnownPeer> peers) throws IOException {
    Set<Object> seen = new HashSet<>();
    for (KnownPeer each : peers) {
      if (!seen.add(each.name()) || !seen.add(each.id())) {
        throw new IOException("peer '" + each.name() + "' is there twice");
      }
    }
  }
}
