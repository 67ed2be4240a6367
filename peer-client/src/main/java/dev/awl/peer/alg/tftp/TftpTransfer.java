package dev.awl.peer.alg.tftp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Looks at the packets of one transfer: how much it has moved, and whether it is over. */
final class TftpTransfer {

  private static final int DEFAULT_BLOCK = 512; // RFC 1350 section 2
  private static final int LEAST_BLOCK = 8; // RFC 2348
  private static final int MOST_BLOCK = 65464;
  private static final int DATA_HEADER = 4;

  private int blockSize = DEFAULT_BLOCK;
  private int lastBlock; // 16 bits; goes round
  private int finalBlock = -1;
  private long bytes;
  private boolean over;
  private @Nullable String error;

  /** A packet passes, one way or the other. */
  void packet(byte[] packet) {
    Opcode opcode = Opcode.of(packet);
    if (opcode == null || over) {
      return;
    }
    switch (opcode) {
      case DATA -> data(packet);
      case ACK -> over = packet.length >= DATA_HEADER && Opcode.number(packet, 2) == finalBlock;
      case OACK -> options(packet);
      case ERROR -> {
        over = true;
        int code = packet.length < DATA_HEADER ? 0 : Opcode.number(packet, 2);
        error = "ERROR " + code + " " + TftpRequest.printable(text(packet));
      }
      case RRQ, WRQ -> {} // of no meaning here
    }
  }

  /** Counts each block once, however often it is sent. */
  private void data(byte[] packet) {
    if (packet.length < DATA_HEADER) {
      return;
    }
    int block = Opcode.number(packet, 2);
    if (block == ((lastBlock + 1) & 0xffff)) {
      int length = packet.length - DATA_HEADER;
      lastBlock = block;
      bytes += length;
      if (length < blockSize) {
        finalBlock = block;
      }
    }
  }

  /** RFC 2347: what the service has agreed to; of it only RFC 2348's block size matters here. */
  private void options(byte[] packet) {
    try {
      List<String> texts = TftpRequest.texts(packet, Opcode.LENGTH);
      for (int i = 0; i + 1 < texts.size(); i += 2) {
        if (texts.get(i).toLowerCase(Locale.ROOT).equals("blksize")) {
          int size = Integer.parseInt(texts.get(i + 1));
          blockSize = size < LEAST_BLOCK || size > MOST_BLOCK ? blockSize : size;
        }
      }
    } catch (IllegalArgumentException e) {
      // The two will find out; nothing is decided by it but a line in the log.
    }
  }

  private static String text(byte[] packet) {
    int end = DATA_HEADER;
    while (end < packet.length && packet[end] != 0) {
      end++;
    }
    return packet.length <= DATA_HEADER
        ? ""
        : new String(packet, DATA_HEADER, end - DATA_HEADER, StandardCharsets.ISO_8859_1);
  }

  /** Whether the last block has been acknowledged, or one side has given up. */
  boolean isOver() {
    return over;
  }

  /** The file's bytes so far. */
  long bytes() {
    return bytes;
  }

  /** How it failed; null when it did not. */
  @Nullable String error() {
    return error;
  }
}
