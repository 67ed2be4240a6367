package dev.awl.peer.registration;

import dev.awl.wire.rendezvous.RendezvousCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A WebSocket client that sends whatever the test likes (RFC 6455, by hand). */
final class BareWebSocket implements AutoCloseable {

  private final Socket socket = new Socket();

  BareWebSocket(InetSocketAddress server) throws IOException {
    socket.setSoTimeout(30_000);
    socket.connect(server, 5_000);
    String request =
        "GET "
            + RendezvousCodec.PATH
            + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            + "Sec-WebSocket-Protocol: "
            + RendezvousCodec.SUB_PROTOCOL
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed during the handshake: " + head);
      }
      head.append((char) next);
    }
    if (!head.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException(head.toString());
    }
  }

  /** Sends one masked text frame. */
  void send(String text) throws IOException {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0x81);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else {
      frame.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >> shift));
      }
    }
    frame.writeBytes(new byte[4]); // a mask of zeros
    frame.writeBytes(payload);
    OutputStream out = socket.getOutputStream();
    try {
      out.write(frame.toByteArray());
      out.flush();
    } catch (IOException e) {
      // the server may close before it has read everything
    }
  }

  /** What still came before the server closed. */
  byte[] untilClosed() throws IOException {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    try {
      for (int n = socket.getInputStream().read(buffer);
          n >= 0;
          n = socket.getInputStream().read(buffer)) {
        seen.write(buffer, 0, n);
      }
    } catch (SocketException e) {
      // reset: closed as well
    }
    return seen.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
