package dev.awl.cli;

import dev.awl.peer.service.BoundListener;
import dev.awl.peer.service.LocalServices;
import dev.awl.peer.service.PortRange;
import dev.awl.peer.service.Service;
import dev.awl.wire.AddressText;
import java.util.Locale;

/**
 * Prints which port of this machine leads to which service of a peer: a table on a terminal, plain
 * lines elsewhere.
 */
final class PortReport implements LocalServices.Listener {

  private static final String ROW = "%-8s%-20s %-8s %-24s %s";

  private final Output output;
  private volatile boolean starting;
  private boolean titled;

  PortReport(Output output) {
    this.output = output;
  }

  /** One for a command that ends with an error of its own where a port fails at the start. */
  static PortReport ofStart(Output output) {
    PortReport report = new PortReport(output);
    report.starting = true;
    return report;
  }

  /** From now on, ports that fail are told. */
  void started() {
    starting = false;
  }

  @Override
  public void opened(BoundListener port) {
    Service service = port.service();
    String address = address(port);
    if (output.terminal()) {
      title();
      output.line(row("open", service, address));
    } else {
      output.line(
          "open    " + service.name() + " on " + address + " (there " + service.target() + ")");
    }
    event("listening", port);
  }

  private synchronized void title() {
    if (!titled) {
      titled = true;
      output.line(
          "\u001b[1m"
              + String.format(Locale.ROOT, ROW, "", "SERVICE", "IS", "HERE", "THERE")
              + "\u001b[0m");
    }
  }

  private static String row(String word, Service service, String address) {
    return String.format(
        Locale.ROOT, ROW, word, service.name(), service.protocol(), address, service.target());
  }

  @Override
  public void changed(BoundListener port) {
    Service service = port.service();
    output.line(
        "changed " + service.name() + " on " + address(port) + " (now " + service.target() + ")");
    event("changed", port);
  }

  @Override
  public void closed(BoundListener port) {
    output.line("closed  " + port.service().name() + ": not shared any more");
    event("unlisted", port);
  }

  @Override
  public void failed(Service service, String why) {
    if (starting) {
      return;
    }
    output.line("failed  " + why);
    output.event(
        "failed",
        json -> {
          json.writeStringField("service", service.name());
          json.writeStringField("message", why);
        });
  }

  private void event(String name, BoundListener port) {
    output.event(
        name,
        json -> {
          json.writeStringField("service", port.service().name());
          json.writeStringField("protocol", port.service().protocol());
          json.writeStringField("address", AddressText.here(port.address()));
          if (port.service().ports() > 1) {
            json.writeNumberField("last_port", port.lastPort());
          }
          PortRange data = port.service().data();
          if (data != null) {
            json.writeStringField("data_ports", data.toString());
          }
          json.writeStringField("target", port.service().target());
        });
  }

  private static String address(BoundListener port) {
    String first = AddressText.here(port.address());
    PortRange data = port.service().data();
    String all = port.service().ports() > 1 ? first + "-" + port.lastPort() : first;
    return data == null ? all : all + ", data " + data;
  }
}
