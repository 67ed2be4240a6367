package dev.awl.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;

/** Apache Commons Net's FTP client, as its own process on a host of the lab. */
public final class CommonsNetClient {

  private CommonsNetClient() {}

  /** {@code MODE HOST PORT NAME}: lists, fetches {@code file} as {@code got}, puts it back. */
  public static void main(String[] arguments) throws IOException {
    FTPClient client = new FTPClient();
    client.setConnectTimeout(5000);
    client.setDefaultTimeout(5000);
    client.setDataTimeout(Duration.ofSeconds(5));
    client.connect(arguments[1], Integer.parseInt(arguments[2]));
    check(client.login("anonymous", "lab@example.com"), client);
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

  private static void check(boolean done, FTPClient client) throws IOException {
    if (!done) {
      throw new IOException(client.getReplyString());
    }
  }
}
