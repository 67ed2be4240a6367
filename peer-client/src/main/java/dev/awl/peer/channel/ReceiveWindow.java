package dev.awl.peer.channel;

/**
 * What one direction of a stream may have under way and unread, bytes: how much of it was taken and
 * is not granted again yet. Arithmetic only.
 *
 * <p>A grant goes out for every half window, so a window of twice bandwidth times delay never stops
 * its sender.
 */
final class ReceiveWindow {

  /** What a sender may send before it has heard anything. */
  static final int FIRST = 64 << 10;

  static final int LARGEST = 16 << 20;

  private static final int GROWTH = 4; // a stop of one round trip each, beside QUIC's slow start

  private int size = FIRST;
  private int taken;

  int size() {
    return size;
  }

  /**
   * Notes that so many bytes were taken.
   *
   * @return how many to grant now; mostly 0
   */
  int take(int bytes) {
    taken += bytes;
    return taken >= size / 2 ? grant() : 0;
  }

  /** How much wider it would like to be, for a sender that had to wait while nothing was unread. */
  int wish() {
    return Math.min(LARGEST, size * GROWTH) - size;
  }

  /**
   * Widens the window by so many bytes.
   *
   * @return how many to grant now
   */
  int grow(int more) {
    size += more;
    return more + grant();
  }

  private int grant() {
    int granted = taken;
    taken = 0;
    return granted;
  }
}
