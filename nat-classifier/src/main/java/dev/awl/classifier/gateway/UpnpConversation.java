package dev.awl.classifier.gateway;

import dev.awl.classifier.gateway.InternetGateway.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URLConnection;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP part of asking a UPnP gateway: its description, then the question. Blocks its thread.
 */
final class UpnpConversation {

  /** The longest descriptions of home routers have a tenth of this. */
  private static final int MOST_BYTES = 256 << 10;

  private final long deadline;

  private UpnpConversation(long millis) {
    this.deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /**
   * Asks for the outside address.
   *
   * @param description where the gateway describes itself
   * @return null: it does not say within that time
   */
  static @Nullable InetAddress ask(URI description, long millis) {
    UpnpConversation conversation = new UpnpConversation(millis);
    try {
      for (Connection each :
          InternetGateway.connections(conversation.fetch(description), description)) {
        InetAddress found = conversation.question(each);
        if (found != null) {
          return found;
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // A gateway that cannot be talked to is one that does not say.
    }
    return null;
  }

  private byte[] fetch(URI description) throws IOException {
    HttpURLConnection http = open(description);
    try {
      return body(http);
    } finally {
      http.disconnect();
    }
  }

  private @Nullable InetAddress question(Connection connection) throws IOException {
    HttpURLConnection http = open(connection.control());
    try {
      http.setRequestMethod("POST");
      http.setDoOutput(true);
      http.setRequestProperty("Content-Type", "text/xml; charset=\"utf-8\"");
      http.setRequestProperty("SOAPAction", InternetGateway.action(connection));
      byte[] question = InternetGateway.question(connection);
      http.setFixedLengthStreamingMode(question.length);
      http.getOutputStream().write(question);
      return http.getResponseCode() == HttpURLConnection.HTTP_OK
          ? InternetGateway.address(body(http))
          : null; // a connection that is not in use refuses: perhaps there is another one
    } finally {
      http.disconnect();
    }
  }

  private HttpURLConnection open(URI place) throws IOException {
    URLConnection opened = place.toURL().openConnection(Proxy.NO_PROXY);
    if (!(opened instanceof HttpURLConnection http)) {
      throw new IOException("not HTTP: " + place);
    }
    http.setInstanceFollowRedirects(false); // it may not send us elsewhere
    http.setUseCaches(false);
    http.setConnectTimeout(millisLeft());
    http.setReadTimeout(millisLeft());
    return http;
  }

  private byte[] body(HttpURLConnection http) throws IOException {
    byte[] all = new byte[MOST_BYTES];
    int length = 0;
    try (InputStream in = http.getInputStream()) {
      for (int read = 0; read >= 0 && length < all.length; length += Math.max(0, read)) {
        millisLeft();
        read = in.read(all, length, all.length - length);
      }
    }
    return Arrays.copyOf(all, length);
  }

  private int millisLeft() throws IOException {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left <= 0) {
      throw new InterruptedIOException("the gateway is too slow");
    }
    return (int) left;
  }
}
