package dev.awl.relay.client;

import dev.awl.wire.stun.StunMessage;
import dev.awl.wire.stun.attribute.ErrorCode;

/** Says in plain words what an error code of the relay means for the user. */
final class RefusalText {

  private RefusalText() {}

  static String of(int error, String username, StunMessage answer) {
    return switch (error) {
      case 401, 441 -> "it refused the credentials of user " + username + " (" + error + ")";
      case 403 -> "it forbids what was asked (403)";
      case 437 -> "another allocation holds this port (437); try again in some minutes";
      case 438 -> "it calls every nonce stale (438)";
      case 442 -> "it does not relay UDP (442)";
      case 486 -> "user " + username + " has reached the quota of allocations (486)";
      case 508 -> "it has no free port (508)";
      default -> "it answered " + error + reason(answer);
    };
  }

  private static String reason(StunMessage answer) {
    ErrorCode code = answer.find(ErrorCode.class);
    return code == null || code.reason().isEmpty() ? "" : " (" + code.reason() + ")";
  }
}
