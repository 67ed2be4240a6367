package dev.awl.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/**
 * A self-signed certificate for the lab's server, made by the JDK's own tool.
 *
 * @param certificate PEM
 * @param key PEM, PKCS#8
 */
record RelayCertificate(Path certificate, Path key) {
  private static final String PASSWORD = "of the lab";

  static RelayCertificate in(Path directory) {
    Path file = directory.resolve("relay.p12");
    Command.run(
            Duration.ofSeconds(30),
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "relay",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=relay",
                "-ext",
                "san=ip:" + Topology.SERVER,
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString()))
        .succeeded();
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      return new RelayCertificate(
          write(
              directory.resolve("cert.pem"),
              "CERTIFICATE",
              store.getCertificate("relay").getEncoded()),
          write(
              directory.resolve("key.pem"),
              "PRIVATE KEY",
              store.getKey("relay", PASSWORD.toCharArray()).getEncoded()));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path write(Path file, String kind, byte[] der) throws IOException {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.UTF_8)).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
  }
}
