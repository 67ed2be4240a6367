package dev.awl.classifier;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.awl.wire.AddressText;
import dev.awl.wire.nat.NatReport;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The report for scripts: one JSON object on a line; what is not known is null. */
public final class NatReportJson {

  /** The value of the {@code event} key. */
  public static final String EVENT = "nat";

  private static final JsonFactory FACTORY = new JsonFactory();

  private NatReportJson() {}

  /** The whole object, without a line end. */
  public static String line(NatReport report) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("event", EVENT);
      writeFields(report, json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter does not fail
    }
    return line.toString();
  }

  /** All keys but {@code event}, into an object that the caller has begun. */
  public static void writeFields(NatReport report, JsonGenerator json) throws IOException {
    boolean mappedKnown = report.mapped() != null;
    json.writeStringField("label", report.label() == null ? null : report.label().name());
    json.writeStringField("type", report.label() == null ? null : report.label().type());
    json.writeBooleanField("udp", report.udp());
    writeBoolean(json, "behind_nat", mappedKnown ? report.behindNat() : null);
    json.writeStringField("mapping", report.mapping().toString());
    json.writeStringField("filtering", report.filtering().toString());
    writeBoolean(json, "hairpin", report.hairpin());
    writeBoolean(json, "port_preserving", mappedKnown ? report.portPreserving() : null);
    json.writeStringField("allocation", report.allocation().toString());
    writeDelta(report, json);
    writeInteger(json, "binding_lifetime_s", report.bindingLifetimeSeconds());
    writeAddress(json, "mapped", report.mapped());
    writeAddress(json, "local", report.local());
    json.writeNumberField("elapsed_ms", report.elapsedMillis());
    json.writeStringField("pooling", pooling(report));
    json.writeArrayFieldStart("public_addresses");
    for (InetAddress address : report.publicAddresses()) {
      json.writeString(AddressText.of(address));
    }
    json.writeEndArray();
  }

  /** RFC 4787 section 4.1; "paired" as far as eight sockets tell. */
  private static @Nullable String pooling(NatReport report) {
    return switch (report.publicAddresses().size()) {
      case 0 -> null;
      case 1 -> "paired";
      default -> "arbitrary";
    };
  }

  private static void writeDelta(NatReport report, JsonGenerator json) throws IOException {
    switch (report.allocation()) {
      case SEQUENTIAL -> json.writeNumberField("delta", report.delta());
      case PRESERVING, RANDOM, UNKNOWN -> json.writeNullField("delta");
    }
  }

  private static void writeBoolean(JsonGenerator json, String key, @Nullable Boolean value)
      throws IOException {
    if (value == null) {
      json.writeNullField(key);
    } else {
      json.writeBooleanField(key, value);
    }
  }

  private static void writeInteger(JsonGenerator json, String key, @Nullable Integer value)
      throws IOException {
    if (value == null) {
      json.writeNullField(key);
    } else {
      json.writeNumberField(key, value);
    }
  }

  private static void writeAddress(
      JsonGenerator json, String key, @Nullable InetSocketAddress address) throws IOException {
    json.writeStringField(key, address == null ? null : AddressText.of(address));
  }
}
