package dev.awl.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What passes an interface, recorded by tcpdump and read back as UDP packets. */
final class Capture implements AutoCloseable {
  private static final int FILE_HEADER = 24; // the libpcap file format
  private static final int RECORD_HEADER = 16;
  private static final int ETHERNET_HEADER = 14;
  private static final int UDP_HEADER = 8;

  /** What goes out of the interface last, to all who are there, of whom nobody listens. */
  private static final String END = "the end of the recording";

  private static final String NOBODY = "224.0.0.1";

  private static final String SEND_END =
      """
      import socket, sys
      end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      end.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, sys.argv[1].encode())
      end.sendto(sys.argv[3].encode(), (sys.argv[2], 9))
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Host host;
  private final String networkInterface;
  private final LabProcess tcpdump;
  private final Path file;

  /** A UDP packet over IPv4. */
  record Packet(String source, String destination, byte[] payload) {
    boolean between(String one, String other) {
      return source.equals(one) && destination.equals(other)
          || source.equals(other) && destination.equals(one);
    }

    @Override
    public String toString() {
      int shown = Math.min(payload.length, 24);
      String start = HexFormat.of().formatHex(payload, 0, shown);
      return source + " > " + destination + " " + payload.length + " bytes: " + start;
    }

    int firstByte() {
      return payload.length == 0 ? -1 : payload[0] & 0xff;
    }
  }

  private Capture(Host host, String networkInterface, LabProcess tcpdump, Path file) {
    this.host = host;
    this.networkInterface = networkInterface;
    this.tcpdump = tcpdump;
    this.file = file;
  }

  /** Records all UDP packets through {@code networkInterface} of {@code host}. */
  static Capture start(Host host, String networkInterface, Path file) {
    LabProcess tcpdump =
        LabProcess.startAndAwait(
            host,
            file.resolveSibling("tcpdump.log"),
            "listening on",
            "sh",
            "-c",
            "exec tcpdump -n -U --immediate-mode -B 16384 -Z root -i "
                + networkInterface
                + " -w "
                + file
                + " udp 2>&1");
    return new Capture(host, networkInterface, tcpdump, file);
  }

  /**
   * Ends the recording and reads it: all that has passed until now. tcpdump may be behind that, and
   * forgets what it has not written when it is told to end.
   */
  List<Packet> packets() {
    host.run(PATIENCE, Program.PYTHON, "-c", SEND_END, networkInterface, NOBODY, END);
    host.shell(PATIENCE, "until grep -aq '" + END + "' " + file + "; do sleep 0.05; done")
        .succeeded();
    tcpdump.terminate();
    tcpdump.exit(PATIENCE);
    List<Packet> packets = new ArrayList<>();
    ByteBuffer data = ByteBuffer.wrap(bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (data.position(FILE_HEADER); data.remaining() >= RECORD_HEADER; ) {
      int length = data.getInt(data.position() + 8);
      int frame = data.position() + RECORD_HEADER;
      packets.add(packet(data, frame, length));
      data.position(frame + length);
    }
    packets.removeIf(packet -> packet.destination().equals(NOBODY));
    return packets;
  }

  private static Packet packet(ByteBuffer data, int frame, int length) {
    int ip = frame + ETHERNET_HEADER;
    int header = (data.get(ip) & 0x0f) * 4;
    int payload = ip + header + UDP_HEADER;
    byte[] bytes = new byte[Math.max(0, frame + length - payload)];
    data.get(payload, bytes);
    return new Packet(address(data, ip + 12), address(data, ip + 16), bytes);
  }

  private static String address(ByteBuffer data, int at) {
    return (data.get(at) & 0xff)
        + "."
        + (data.get(at + 1) & 0xff)
        + "."
        + (data.get(at + 2) & 0xff)
        + "."
        + (data.get(at + 3) & 0xff);
  }

  /** The whole recording, to search in. */
  boolean contains(String text) {
    return new String(bytes(), StandardCharsets.ISO_8859_1).contains(text);
  }

  private byte[] bytes() {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    tcpdump.close();
  }
}
