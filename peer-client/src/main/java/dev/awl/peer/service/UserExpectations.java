package dev.awl.peer.service;

import dev.awl.peer.alg.AlgCommand;
import dev.awl.peer.alg.AlgEvent;
import dev.awl.peer.alg.Expectation;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * What a control connection expects at the access peer: makes, changes and cancels it as the helper
 * says, and tells the helper what becomes of it.
 */
final class UserExpectations {

  private static final int MAX_EXPECTATIONS = 16;

  private final UserControl control;
  private final Map<Integer, UserExpectation> expectations = new HashMap<>();
  private int unacknowledged;
  private boolean over;

  UserExpectations(UserControl control) {
    this.control = control;
  }

  void expect(Expectation expectation) {
    unacknowledged++;
    if (over || expectations.size() >= MAX_EXPECTATIONS) {
      control.loop().execute(() -> refused(expectation.id(), "too many data connections"));
      return;
    }
    UserExpectation made = UserExpectation.of(control, expectation);
    expectations.put(expectation.id(), made);
    made.start();
  }

  void cancel(AlgCommand.Cancel cancel) {
    UserExpectation cancelled = expectations.get(cancel.expectation());
    if (cancelled != null) {
      cancelled.cancel();
    }
  }

  void secure(AlgCommand.SecureData data) {
    UserExpectation used = expectations.get(data.expectation());
    if (used != null) {
      used.secure(data.user(), data.service());
    }
  }

  void begin(AlgCommand.BeginData data) {
    UserExpectation used = expectations.get(data.expectation());
    if (used != null) {
      used.begin();
    }
  }

  /** Whether the helper holds nothing back until an expectation stands. */
  boolean areAcknowledged() {
    return unacknowledged == 0;
  }

  // What an expectation tells.

  void acknowledged(int expectation, InetSocketAddress address) {
    unacknowledged--;
    control.happened(new AlgEvent.Ready(expectation, address));
    control.passEndsOn();
  }

  void refused(int expectation, String why) {
    unacknowledged--;
    ended(expectation, new AlgEvent.Failed(expectation, why));
    control.passEndsOn();
  }

  void used(int expectation) {
    control.happened(new AlgEvent.Used(expectation));
  }

  void joined(int expectation) {
    control.happened(new AlgEvent.Joined(expectation));
  }

  void ended(int expectation, AlgEvent how) {
    expectations.remove(expectation);
    control.happened(how);
  }

  /** The control connection is gone, or goes. */
  void controlEnded() {
    over = true;
    Map.copyOf(expectations).values().forEach(UserExpectation::controlEnded);
  }
}
