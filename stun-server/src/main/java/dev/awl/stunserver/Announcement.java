package dev.awl.stunserver;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The addresses that clients are told now: set once bound, changed as a partner comes and goes. */
final class Announcement implements Supplier<ServedAddresses> {

  private volatile @Nullable ServedAddresses served;

  void set(ServedAddresses now) {
    served = now;
  }

  @Override
  public ServedAddresses get() {
    ServedAddresses now = served;
    if (now == null) {
      throw new IllegalStateException("no socket is bound yet");
    }
    return now;
  }
}
