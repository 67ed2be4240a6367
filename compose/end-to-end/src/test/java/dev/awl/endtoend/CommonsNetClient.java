package dev.awl.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;

/** Apache Commons Net's FTP client, as its own process on a host of the lab. */
public final class CommonsNetClient {

  private CommonsNetClient() {}

  /**
   * {@code MODE HOST PORT NAME [explicit|implicit CA]}: lists, fetches {@code file} as {@code got},
   * puts it back.
   */
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    FTPClient client =
        arguments.length > 4
            ? secure(arguments[4].equals("implicit"), Path.of(arguments[5]))
            : new FTPClient();
    client.setConnectTimeout(5000);
    client.setDefaultTimeout(5000);
    client.setDataTimeout(Duration.ofSeconds(5));
    client.connect(arguments[1], Integer.parseInt(arguments[2]));
    check(client.login("anonymous", "lab@example.com"), client);
    if (client instanceof FTPSClient secure) {
      secure.execPBSZ(0);
      secure.execPROT("P");
    }
    check(client.setFileType(FTP.BINARY_FILE_TYPE), client);
    client.setUseEPSVwithIPv4(arguments[0].equals("EPSV"));
    if (List.of("PASV", "EPSV").contains(arguments[0])) {
      client.enterLocalPassiveMode();
    } else {
      client.enterLocalActiveMode();
    }
    check(List.of(client.listNames()).toString().contains("file"), client);
    try (OutputStream got = Files.newOutputStream(Path.of("got"))) {
      check(client.retrieveFile("file", got), client);
    }
    try (InputStream got = Files.newInputStream(Path.of("got"))) {
      check(client.storeFile("up/" + arguments[3], got), client);
    }
    client.logout();
    client.disconnect();
  }

  private static FTPSClient secure(boolean implicit, Path authorities)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(authorities)) {
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca" + store.size(), each);
      }
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    FTPSClient client = new FTPSClient(implicit);
    client.setTrustManager(trust.getTrustManagers()[0]);
    client.setEndpointCheckingEnabled(true);
    return client;
  }

  private static void check(boolean done, FTPClient client) throws IOException {
    if (!done) {
      throw new IOException(client.getReplyString());
    }
  }
}
