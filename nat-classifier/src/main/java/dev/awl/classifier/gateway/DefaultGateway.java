package dev.awl.classifier.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The router that packets to the internet go to, where the system tells: on Linux, for IPv4. */
public final class DefaultGateway {

  private static final Path ROUTES = Path.of("/proc/net/route");
  private static final int UP_AND_GATEWAY = 0x3; // RTF_UP | RTF_GATEWAY

  private DefaultGateway() {}

  /** Null: there is none, or this system does not say. */
  public static @Nullable InetAddress find() {
    try {
      return Files.isReadable(ROUTES) ? in(Files.readAllLines(ROUTES)) : null;
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * The gateway of the default route with the lowest metric. Columns: interface, destination,
   * gateway, flags, reference count, use, metric, mask; addresses in the machine's byte order.
   */
  static @Nullable InetAddress in(List<String> table) {
    InetAddress best = null;
    long lowest = Long.MAX_VALUE;
    for (String line : table.subList(Math.min(1, table.size()), table.size())) {
      String[] columns = line.strip().split("\\s+", -1);
      if (columns.length < 8 || !columns[1].equals("00000000") || !columns[7].equals("00000000")) {
        continue;
      }
      try {
        long metric = Long.parseLong(columns[6]);
        int flags = Integer.parseInt(columns[3], 16);
        if ((flags & UP_AND_GATEWAY) == UP_AND_GATEWAY && metric < lowest) {
          best = address(columns[2]);
          lowest = metric;
        }
      } catch (NumberFormatException e) {
        // Not a line that we know.
      }
    }
    return best;
  }

  private static InetAddress address(String hex) {
    int bits = Integer.parseUnsignedInt(hex, 16);
    return NatPmp.address(
        ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(bits).array());
  }
}
