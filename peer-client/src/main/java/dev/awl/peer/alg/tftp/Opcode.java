package dev.awl.peer.alg.tftp;

import org.jspecify.annotations.Nullable;

/** The first two bytes of a packet: RFC 1350 section 5, RFC 2347. */
enum Opcode {
  RRQ(1),
  WRQ(2),
  DATA(3),
  ACK(4),
  ERROR(5),
  OACK(6);

  static final int LENGTH = 2;

  private static final Opcode[] ALL = values();

  private final int code;

  Opcode(int code) {
    this.code = code;
  }

  /** That of a packet; null when it has none. */
  static @Nullable Opcode of(byte[] packet) {
    int code = packet.length < LENGTH ? 0 : number(packet, 0);
    return code < 1 || code > ALL.length ? null : ALL[code - 1];
  }

  int code() {
    return code;
  }

  /** A 16-bit number of a packet. */
  static int number(byte[] packet, int at) {
    return ((packet[at] & 0xff) << 8) | (packet[at + 1] & 0xff);
  }
}
