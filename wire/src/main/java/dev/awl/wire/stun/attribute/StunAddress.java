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
    int port = readFamilyAndPort(in);
    return new InetSocketAddress(addressOf(readBytes(in)), port);
  }

  /** Unmasks the bytes, not the address: masked IPv6 bytes may look like mapped IPv4. */
  static InetSocketAddress readXor(ByteBuf in, TransactionId id) throws StunFormatException {
    int port = readFamilyAndPort(in) ^ portMask(id);
    byte[] bytes = readBytes(in);
    mask(bytes, id);
    return new InetSocketAddress(addressOf(bytes), port);
  }

  private static int readFamilyAndPort(ByteBuf in) throws StunFormatException {
    if (in.readableBytes() < 4) {
      throw new StunFormatException("address cut off");
    }
    in.skipBytes(1);
    AddressFamily family = AddressFamily.ofCode(in.readUnsignedByte());
    int port = in.readUnsignedShort();
    AttributeReader.requireLength(in, family == AddressFamily.IPV4 ? 4 : 16);
    return port;
  }

  private static byte[] readBytes(ByteBuf in) {
    byte[] bytes = new byte[in.readableBytes()];
    in.readBytes(bytes);
    return bytes;
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
