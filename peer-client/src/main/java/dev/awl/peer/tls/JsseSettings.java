package dev.awl.peer.tls;

import java.util.Map;

/**
 * What the JDK's TLS reads once, when it is first used, from system properties. A value that the
 * operator has set stays.
 */
public final class JsseSettings {

  private static final Map<String, String> WANTED =
      Map.of(
          // FTP servers compare a data connection's session with the control connection's by its
          // ID, and with a ticket there is none.
          "jdk.tls.client.enableSessionTicketExtension",
          "false",
          // Clients put addresses there, which RFC 6066 forbids and the JDK refuses.
          "jdk.tls.server.disableExtensions",
          "server_name");

  private JsseSettings() {}

  /** Takes effect before the first TLS of the process alone. */
  public static void apply() {
    WANTED.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
          }
        });
  }
}
