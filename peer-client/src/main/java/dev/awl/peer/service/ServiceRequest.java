package dev.awl.peer.service;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the access side asks for, for one connection or one flow of datagrams.
 *
 * <pre>
 *   request = u16 length of what follows, text service, text host, u16 port, address
 *   address = u8 length of the IP address (0: not known, 4, 16), the address, u16 port
 * </pre>
 *
 * <p>Bytes behind the address belong to later versions and are skipped.
 *
 * @param service name of the service
 * @param host where the user wants to go, for services that leave it to him; otherwise empty
 * @param port the user's port number there; otherwise which port of the service's range: 0 is the
 *     first
 * @param user the user's address, for targets that want to know
 */
record ServiceRequest(String service, String host, int port, @Nullable InetSocketAddress user) {

  static final int LENGTH_FIELD = 2;

  /** The user's address, where it is known. */
  InetSocketAddress requireUser() {
    return Objects.requireNonNull(user, "user");
  }

  void encode(ByteBuf out) {
    int lengthAt = out.writerIndex();
    out.writeShort(0);
    ServiceList.text(service, out);
    ServiceList.text(host, out);
    out.writeShort(port);
    address(user, out);
    out.setShort(lengthAt, out.writerIndex() - lengthAt - LENGTH_FIELD);
  }

  /** The request at the reader index; null when it is not complete yet. */
  static @Nullable ServiceRequest decode(ByteBuf in) {
    if (in.readableBytes() < LENGTH_FIELD
        || in.readableBytes() < LENGTH_FIELD + in.getUnsignedShort(in.readerIndex())) {
      return null;
    }
    ByteBuf fields = in.readSlice(in.readUnsignedShort());
    try {
      return new ServiceRequest(
          ServiceList.text(fields),
          ServiceList.text(fields),
          fields.readUnsignedShort(),
          address(fields));
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("cut off", e);
    }
  }

  static void address(@Nullable InetSocketAddress address, ByteBuf out) {
    byte[] ip = address == null ? new byte[0] : address.getAddress().getAddress();
    out.writeByte(ip.length).writeBytes(ip).writeShort(address == null ? 0 : address.getPort());
  }

  static @Nullable InetSocketAddress address(ByteBuf in) {
    byte[] ip = new byte[in.readUnsignedByte()];
    in.readBytes(ip);
    int port = in.readUnsignedShort();
    try {
      return ip.length == 0 ? null : new InetSocketAddress(InetAddress.getByAddress(ip), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an IP address of " + ip.length + " bytes", e);
    }
  }
}
