package dev.awl.peer.service;

import io.netty.channel.Channel;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The control connections of one peer, by the number it gave each; they end with themselves. */
final class InnerControls {

  private static final int MAX_CONTROLS = 4096;

  private final Map<Long, InnerControl> byNumber = new HashMap<>();

  /** Takes a control connection; null: the number is taken, or there are too many. */
  @Nullable InnerControl add(long number, String service, Channel tcp) {
    if (byNumber.size() >= MAX_CONTROLS || byNumber.containsKey(number)) {
      return null;
    }
    InnerControl control = new InnerControl(service, tcp);
    byNumber.put(number, control);
    tcp.closeFuture()
        .addListener(
            closed -> {
              byNumber.remove(number);
              control.end();
            });
    return control;
  }

  @Nullable InnerControl find(long number) {
    return byNumber.get(number);
  }
}
