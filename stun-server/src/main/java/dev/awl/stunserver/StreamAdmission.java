package dev.awl.stunserver;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Counts open TCP connections, all and by source. For all threads. */
final class StreamAdmission {

  private static final int IPV6_PREFIX_BYTES = 8;

  private final StreamLimit limit;
  private final Map<ByteBuffer, Integer> bySource = new HashMap<>(); // as many as connections
  private int open;

  StreamAdmission(StreamLimit limit) {
    this.limit = limit;
  }

  /** Takes a place; false when there is none. */
  synchronized boolean enter(InetAddress source) {
    ByteBuffer prefix = prefix(source);
    int before = bySource.getOrDefault(prefix, 0);
    if (open >= limit.connections() || before >= limit.perSource()) {
      return false;
    }
    open++;
    bySource.put(prefix, before + 1);
    return true;
  }

  /** Gives a place back. */
  synchronized void leave(InetAddress source) {
    open--;
    bySource.computeIfPresent(prefix(source), (prefix, count) -> count == 1 ? null : count - 1);
  }

  private static ByteBuffer prefix(InetAddress source) {
    byte[] address = source.getAddress();
    return ByteBuffer.wrap(
        address.length > IPV6_PREFIX_BYTES ? Arrays.copyOf(address, IPV6_PREFIX_BYTES) : address);
  }
}
