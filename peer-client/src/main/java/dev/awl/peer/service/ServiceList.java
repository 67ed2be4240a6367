package dev.awl.peer.service;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The service list on the wire; its layout is drawn in the package's documentation. */
final class ServiceList {

  static final int MAX_SERVICES = 1000;
  static final int MAX_LENGTH = 1 << 20;
  static final int LENGTH_FIELD = 4;

  private static final int RATE = 0x8000;

  private ServiceList() {}

  static void encode(ServiceOffer offer, ByteBuf out) {
    List<Service> services = offer.services();
    int lengthAt = out.writerIndex();
    out.writeInt(0);
    out.writeShort(services.size());
    for (Service each : services) {
      text(each.name(), out);
      text(each.protocol(), out);
      text(each.host(), out);
      out.writeShort(each.port());
      out.writeShort(each.lastPort());
    }
    for (int i = 0; i < services.size(); i++) {
      PortRange data = services.get(i).data();
      if (data != null) {
        out.writeShort(i).writeShort(data.first()).writeShort(data.last());
      }
      Rate rate = offer.rates().get(services.get(i).name());
      if (rate != null) {
        out.writeShort(RATE | i).writeInt((int) (rate.bitsPerSecond() / 1000));
      }
    }
    out.setInt(lengthAt, out.writerIndex() - lengthAt - LENGTH_FIELD);
  }

  /**
   * Reads what follows the length field.
   *
   * @throws IllegalArgumentException when it is not a service list
   */
  static ServiceOffer decode(ByteBuf in) {
    try {
      int count = in.readUnsignedShort();
      if (count > MAX_SERVICES) {
        throw new IllegalArgumentException("more than " + MAX_SERVICES + " services");
      }
      List<Service> services = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        services.add(
            new Service(
                text(in), text(in), text(in), in.readUnsignedShort(), in.readUnsignedShort()));
      }
      Map<String, Rate> rates = new HashMap<>();
      while (in.isReadable()) {
        int at = in.readUnsignedShort();
        if ((at & RATE) != 0) {
          long bits = 1000 * in.readUnsignedInt();
          if ((at ^ RATE) < count) {
            rates.put(services.get(at ^ RATE).name(), new Rate(bits));
          }
          continue;
        }
        PortRange data = new PortRange(in.readUnsignedShort(), in.readUnsignedShort());
        if (at < count) {
          services.set(at, services.get(at).withData(data));
        }
      }
      return new ServiceOffer(services, rates);
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("cut off", e);
    }
  }

  static void text(String text, ByteBuf out) {
    out.writeByte(ByteBufUtil.utf8Bytes(text));
    ByteBufUtil.writeUtf8(out, text);
  }

  static String text(ByteBuf in) {
    int length = in.readUnsignedByte();
    return in.readCharSequence(length, StandardCharsets.UTF_8).toString();
  }
}
