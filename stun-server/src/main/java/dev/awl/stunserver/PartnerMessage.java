package dev.awl.stunserver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * What partners tell each other, without its seal. All numbers big-endian:
 *
 * <pre>{@code
 *  0        1         2      3            4          12           20       28
 * +--------+---------+------+------------+----------+------------+--------+
 * | 0x05   | version | kind | address    | sender's | receiver's | number |
 * |        | 1       |      | length     | run      | run        |        |
 * +--------+---------+------+------------+----------+------------+--------+
 * | port   | second  | address, 4 or 16  | datagram (SEND alone)           |
 * |        | port    |                   |                                 |
 * +--------+---------+-------------------+---------------------------------+
 * }</pre>
 *
 * <p>The first byte is none of RFC 9443: neither STUN nor ChannelData nor QUIC.
 *
 * @param senderRun which run of the sender this is from: a later one has a greater number
 * @param receiverRun which run of the receiver it is meant for; 0 when the sender knows none
 * @param number of this message among those of the sender's run
 * @param address HELLO: what the sender announces, its first port; SEND: where to
 * @param secondPort HELLO: the sender's second port; SEND: 1 to send from the second port, else 0
 * @param datagram SEND: what to send
 */
record PartnerMessage(
    Kind kind,
    long senderRun,
    long receiverRun,
    long number,
    InetSocketAddress address,
    int secondPort,
    byte[] datagram) {

  static final int FIRST_BYTE = 0x05;
  private static final int VERSION = 1;
  private static final int FIXED_LENGTH = 32;
  private static final byte[] NOTHING = {};

  enum Kind {
    /** I am here, and serve on this address and these ports. */
    HELLO(1),
    /** Send this reply to a client, which asked for it. */
    SEND(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    private static @Nullable Kind ofCode(int code) {
      return code == HELLO.code ? HELLO : code == SEND.code ? SEND : null;
    }
  }

  static PartnerMessage hello(
      long senderRun, long receiverRun, long number, InetSocketAddress announced, int secondPort) {
    return new PartnerMessage(
        Kind.HELLO, senderRun, receiverRun, number, announced, secondPort, NOTHING);
  }

  void write(ByteBuf out) {
    byte[] ip = address.getAddress().getAddress();
    out.writeByte(FIRST_BYTE).writeByte(VERSION).writeByte(kind.code).writeByte(ip.length);
    out.writeLong(senderRun).writeLong(receiverRun).writeLong(number);
    out.writeShort(address.getPort()).writeShort(secondPort).writeBytes(ip).writeBytes(datagram);
  }

  /** Null for anything else. */
  static @Nullable PartnerMessage read(ByteBuf in) {
    if (in.readableBytes() < FIXED_LENGTH
        || in.readUnsignedByte() != FIRST_BYTE
        || in.readUnsignedByte() != VERSION) {
      return null;
    }
    Kind kind = Kind.ofCode(in.readUnsignedByte());
    int length = in.readUnsignedByte();
    if (kind == null || (length != 4 && length != 16)) {
      return null;
    }
    long senderRun = in.readLong();
    long receiverRun = in.readLong();
    long number = in.readLong();
    int port = in.readUnsignedShort();
    int second = in.readUnsignedShort();
    if (in.readableBytes() < length || port == 0) {
      return null;
    }
    try {
      InetAddress ip = InetAddress.getByAddress(ByteBufUtil.getBytes(in.readSlice(length)));
      InetSocketAddress address = new InetSocketAddress(ip, port);
      byte[] datagram = ByteBufUtil.getBytes(in);
      return new PartnerMessage(kind, senderRun, receiverRun, number, address, second, datagram);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }
}
