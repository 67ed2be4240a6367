package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * The value of every address attribute: a zero byte, family, port, address; in the XOR forms masked
 * with the magic cookie and, for IPv6, the transaction ID (RFC 8489 section 14.2).
 */
final class StunAddress {

  private StunAddress() {}

  static InetSocketAddress read(ByteBuf in) throws StunFormatException {
    if (in.readableBytes() < 4) {
      throw new StunFormatException("address cut off");
    }
    in.skipBytes(1);
    AddressFamily family = AddressFamily.ofCode(in.readUnsignedByte());
    int port = in.readUnsignedShort();
    byte[] bytes = new byte[family == AddressFamily.IPV4 ? 4 : 16];
    AttributeReader.requireLength(in, bytes.length);
    in.readBytes(bytes);
    return new InetSocketAddress(addressOf(bytes), port);
  }

  static InetSocketAddress readXor(ByteBuf in, TransactionId id) throws StunFormatException {
    InetSocketAddress masked = read(in);
    byte[] bytes = masked.getAddress().getAddress();
    mask(bytes, id);
    return new InetSocketAddress(addressOf(bytes), masked.getPort() ^ portMask(id));
  }

  static void write(InetSocketAddress address, ByteBuf out) {
    write(address.getAddress().getAddress(), address.getPort(), out);
  }

  static void writeXor(InetSocketAddress address, TransactionId id, ByteBuf out) {
    byte[] bytes = address.getAddress().getAddress();
    mask(bytes, id);
    write(bytes, address.getPort() ^ portMask(id), out);
  }

  private static void write(byte[] bytes, int port, ByteBuf out) {
    int family = bytes.length == 4 ? AddressFamily.IPV4.code() : AddressFamily.IPV6.code();
    out.writeByte(0).writeByte(family).writeShort(port).writeBytes(bytes);
  }

  private static int portMask(TransactionId id) {
    return id.cookie() >>> 16;
  }

  private static void mask(byte[] bytes, TransactionId id) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= maskByte(i, id);
    }
  }

  private static byte maskByte(int index, TransactionId id) {
    if (index < 4) {
      return (byte) (id.cookie() >>> (24 - 8 * index));
    }
    if (index < 8) {
      return (byte) (id.high() >>> (24 - 8 * (index - 4)));
    }
    return (byte) (id.low() >>> (56 - 8 * (index - 8)));
  }

  private static InetAddress addressOf(byte[] bytes) throws StunFormatException {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new StunFormatException("address of " + bytes.length + " bytes");
    }
  }
}
