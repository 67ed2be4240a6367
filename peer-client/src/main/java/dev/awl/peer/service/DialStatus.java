package dev.awl.peer.service;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** How the inner peer answers a wish to connect: one byte on the wire. */
enum DialStatus {
  OK(0, "connected"),
  REFUSED(1, "the target refused the connection"),
  TIMEOUT(2, "the target did not answer in time"),
  UNREACHABLE(3, "the target cannot be reached from the peer"),
  UNKNOWN_SERVICE(4, "the peer no longer offers it"),
  NOT_ALLOWED(5, "the peer does not allow it"),
  BUSY(6, "there are as many connections as the peer allows"),
  UNRESOLVED(7, "the name of the target does not resolve at the peer");

  private static final DialStatus[] BY_CODE = values();

  private final int code;
  private final String text;

  DialStatus(int code, String text) {
    this.code = code;
    this.text = text;
  }

  int code() {
    return code;
  }

  /** The end of a line for people. */
  String text() {
    return text;
  }

  /** The same about datagrams, for which nobody connects to anything. */
  String textOfDatagrams() {
    return this == REFUSED ? "nothing listens on the target's UDP port (ICMP)" : text;
  }

  /** The same at the side of the target, where "the peer" is the user's; null: no news there. */
  @Nullable String textAtTarget(boolean udp) {
    return switch (this) {
      case REFUSED -> udp ? "has a closed UDP port (ICMP)" : "refused the connection";
      case TIMEOUT -> "did not answer in time";
      case UNREACHABLE -> "cannot be reached from here";
      case NOT_ALLOWED -> "is not within the service";
      case UNRESOLVED -> "does not resolve here";
      case OK, UNKNOWN_SERVICE, BUSY -> null;
    };
  }

  /** Codes of the future count as unreachable. */
  static DialStatus of(int code) {
    return code < BY_CODE.length ? BY_CODE[code] : UNREACHABLE;
  }

  static DialStatus of(Throwable cause) {
    if (cause instanceof UnknownHostException) {
      return UNRESOLVED;
    }
    if (cause instanceof Targets.NotAllowedException) {
      return NOT_ALLOWED;
    }
    if (cause instanceof ConnectTimeoutException) {
      return TIMEOUT;
    }
    if (cause instanceof NoRouteToHostException) {
      return UNREACHABLE;
    }
    // Netty's epoll transport reports every errno as ConnectException; only the text tells.
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof ConnectException && message.contains("refused")) {
      return REFUSED;
    }
    return message.contains("timed out") ? TIMEOUT : UNREACHABLE;
  }
}
