package dev.awl.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks a running command of this machine, over its control socket. */
final class ControlRequest {

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * One line of an answer.
   *
   * @param line as it came
   * @param fields the same, taken apart
   */
  record Line(String line, Map<String, String> fields) {
    String get(String name) {
      return fields.getOrDefault(name, "");
    }
  }

  private ControlRequest() {}

  /**
   * Asks.
   *
   * @param code the error's where nobody listens
   * @param nobody how that error's line begins
   * @param hint how it ends
   */
  static List<Line> ask(Path socket, String code, String nobody, String hint, String request) {
    List<Line> lines = new ArrayList<>();
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
      BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(new Line(line, fields(line)));
      }
      return lines;
    } catch (IOException | RuntimeException e) {
      throw new AwlException(
          ExitCode.FAILED,
          code,
          nobody + " " + socket + " (" + Failures.describe(e) + "): " + hint,
          e);
    }
  }

  private static Map<String, String> fields(String line) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(line)) {
      String name = "";
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          name = json.currentName();
        } else if (token.isScalarValue()) {
          fields.put(name, json.getText());
        }
      }
    }
    return fields;
  }
}
