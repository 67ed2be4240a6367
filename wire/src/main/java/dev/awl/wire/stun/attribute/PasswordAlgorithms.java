package dev.awl.wire.stun.attribute;

import dev.awl.wire.stun.StunFormatException;
import dev.awl.wire.stun.TransactionId;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** PASSWORD-ALGORITHMS (RFC 8489 section 14.11): what the server accepts, best first. */
public record PasswordAlgorithms(List<Integer> algorithms) implements StunAttribute {

  static final int TYPE = 0x8002;

  public PasswordAlgorithms {
    algorithms = List.copyOf(algorithms);
  }

  static PasswordAlgorithms read(ByteBuf value) throws StunFormatException {
    List<Integer> algorithms = new ArrayList<>();
    while (value.isReadable()) {
      algorithms.add(PasswordAlgorithm.readOne(value));
    }
    return new PasswordAlgorithms(algorithms);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public void writeValue(ByteBuf out, TransactionId id) {
    algorithms.forEach(algorithm -> PasswordAlgorithm.writeOne(algorithm, out));
  }
}
