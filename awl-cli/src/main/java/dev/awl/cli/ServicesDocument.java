package dev.awl.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.awl.peer.registration.Reasons;
import dev.awl.wire.rendezvous.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a rendezvous server says at {@code /services}, to anybody and without a WebSocket.
 *
 * @param stun where its STUN server answers, the first address first
 */
record ServicesDocument(List<Endpoint> stun) {

  private static final int TIMEOUT_MILLIS = 4_000;
  private static final int MAX_BYTES = 16_384;

  ServicesDocument {
    stun = List.copyOf(stun);
  }

  /**
   * Asks the server.
   *
   * @param server its {@code ws} or {@code wss} URL
   * @throws AwlException when it cannot be reached, or names no STUN server
   */
  static ServicesDocument fetch(URI server) {
    URI url = urlOf(server);
    ServicesDocument document;
    try {
      document = parse(get(url));
    } catch (IOException | IllegalArgumentException e) {
      throw new AwlException(
          ExitCode.FAILED,
          "server-unreachable",
          "cannot ask " + url + ": " + Reasons.of(e) + "; is the server running there?",
          e);
    }
    if (document.stun.isEmpty()) {
      throw new AwlException(
          ExitCode.FAILED, "no-stun", "the server " + server + " names no STUN server; use --stun");
    }
    return document;
  }

  private static URI urlOf(URI server) {
    String scheme = "wss".equals(server.getScheme()) ? "https" : "http";
    try {
      return new URI(scheme, null, server.getHost(), server.getPort(), "/services", null, null);
    } catch (URISyntaxException e) {
      throw AwlException.usage(
          "'" + server + "' is no server: ws://HOST:PORT or wss://HOST is one");
    }
  }

  private static byte[] get(URI url) throws IOException {
    // Not java.net.http: its start costs a fifth of a second that a user would wait.
    if (!(url.toURL().openConnection() instanceof HttpURLConnection connection)) {
      throw new IOException("not HTTP");
    }
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setInstanceFollowRedirects(false);
    try {
      int status = connection.getResponseCode();
      if (status != HttpURLConnection.HTTP_OK) {
        throw new IOException("it answers HTTP " + status);
      }
      try (InputStream in = connection.getInputStream()) {
        return in.readNBytes(MAX_BYTES);
      }
    } finally {
      connection.disconnect();
    }
  }

  /** Reads the text, of which only the list {@code stun} matters. */
  static ServicesDocument parse(byte[] text) throws IOException {
    List<Endpoint> stun = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("its answer is no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = "stun".equals(json.currentName());
        if (json.nextToken() == JsonToken.START_ARRAY && wanted) {
          while (json.nextToken() == JsonToken.VALUE_STRING) {
            stun.add(Endpoint.parse(json.getText()));
          }
        } else {
          json.skipChildren();
        }
      }
    }
    return new ServicesDocument(stun);
  }
}
