package dev.awl.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.awl.classifier.BindingLifetime;
import dev.awl.classifier.NatReportJson;
import dev.awl.wire.AddressText;
import dev.awl.wire.nat.NatReport;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was found out with one server.
 *
 * @param limits what could not be found out, and why
 * @param gateway what the router says about itself; null: there is none, or it says nothing
 * @param lifetime null: not measured
 */
record Detected(
    DetectTarget target,
    NatReport report,
    List<String> limits,
    @Nullable Gateway gateway,
    @Nullable BindingLifetime lifetime) {

  /** The next router and its own outside address. */
  record Gateway(InetAddress address, InetAddress outside) {}

  Detected {
    limits = List.copyOf(limits);
  }

  /** Whether the router's outside address is not ours: there is another NAT beyond it. */
  boolean nested() {
    return gateway != null && !report.publicAddresses().contains(gateway.outside());
  }

  /** The same with one more thing that could not be found out. */
  Detected noting(String limit) {
    List<String> more = new ArrayList<>(limits);
    more.add(limit);
    return new Detected(target, report, more, gateway, lifetime);
  }

  /** The same with the binding lifetime. */
  Detected with(BindingLifetime measured) {
    Integer alive = measured.aliveSeconds();
    NatReport full = alive == null ? report : report.withBindingLifetime(alive);
    return new Detected(target, full, limits, gateway, measured);
  }

  /** The facts that the report does not hold, for people. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    if (gateway != null) {
      String outside = AddressText.of(gateway.outside());
      facts.put(
          "gateway",
          AddressText.of(gateway.address())
              + (nested()
                  ? " is " + outside + " outside, not what the server sees: another NAT beyond it"
                  : " is " + outside + " outside: one NAT"));
    }
    if (lifetime != null) {
      facts.put("lifetime", "a binding lives " + lifetime + " without traffic");
    }
    facts.put("server", target.name());
    return facts;
  }

  /** Everything for scripts: the keys of the report, then ours. */
  void writeFields(JsonGenerator json) throws IOException {
    NatReportJson.writeFields(report, json);
    json.writeStringField("server", target.name());
    json.writeStringField("family", target.family().toLowerCase(Locale.ROOT));
    if (lifetime != null && lifetime.goneSeconds() != null) {
      json.writeNumberField("binding_lifetime_below_s", lifetime.goneSeconds());
    }
    if (gateway != null) {
      json.writeStringField("gateway", AddressText.of(gateway.address()));
      json.writeStringField("gateway_outside", AddressText.of(gateway.outside()));
      json.writeBooleanField("nested", nested());
    } else {
      json.writeNullField("nested");
    }
    json.writeArrayFieldStart("undecided");
    for (String limit : limits) {
      json.writeString(limit);
    }
    json.writeEndArray();
  }
}
