package dev.awl.relay.server;

import dev.awl.wire.stun.Protection;
import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.ErrorCode;
import dev.awl.wire.stun.attribute.StunAttribute;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request whose sender has proved who it is.
 *
 * @param allocation what the five-tuple holds, or null
 * @param protection what the answer must carry
 */
record TurnRequest(
    long now,
    StunMessage message,
    ClientEnd client,
    String username,
    byte[] key,
    @Nullable Allocation allocation,
    Protection protection) {

  Answer success(StunAttribute... attributes) {
    return new Answer(StunMessage.success(message, attributes), protection);
  }

  Answer error(int code, String reason, StunAttribute... more) {
    List<StunAttribute> attributes = new ArrayList<>();
    attributes.add(new ErrorCode(code, reason));
    attributes.addAll(List.of(more));
    return new Answer(
        StunMessage.error(message, attributes.toArray(StunAttribute[]::new)), protection);
  }

  Answer badRequest(String reason) {
    return error(400, reason);
  }

  Answer noAllocation() {
    return error(437, "No allocation on this five-tuple");
  }
}
